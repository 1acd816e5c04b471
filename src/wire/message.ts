/**
 * Everything peers say to each other but sound and pictures: one small record each,
 * read into a value or a fault.
 */
import { cleanText } from "../util/text.js";
import { unreachable } from "../util/unreachable.js";
import { decodeChat, encodeChat } from "./chat.js";
import { decodeHello, encodeHello, fitWant, type Hello, type Want } from "./hello.js";
import { MAX_FPS, MAX_HEIGHT, MAX_REASON, MAX_WIDTH } from "./limits.js";
import {
  emptyRecord,
  RECORD_HEADER_BYTES,
  type RecordType,
  TYPE,
  type WireFault,
  type WireRecord,
} from "./record.js";
import { getUint64, setUint64 } from "./uint64.js";
import { utf8Within } from "./utf8.js";

/** What happens to a call, in the order of their numbers on the wire, from 1. */
export const VERBS = [
  "invite",
  "ring",
  "accept",
  "confirm",
  "decline",
  "busy",
  "hang-up",
  "resume",
] as const;
export type Verb = (typeof VERBS)[number];

export type Message =
  | Hello
  /** `call`: the caller's 128 random bits for this call, as 32 hex digits. */
  | { readonly type: "call"; readonly verb: Verb; readonly call: string }
  /** Bytes of picture records (headers included) taken from the wire so far. */
  | { readonly type: "ack"; readonly bytes: number }
  /** `sent`: microseconds of the asker's monotonic clock. */
  | { readonly type: "ping"; readonly sent: number }
  /** The ping's `sent` again, and when it was seen: microseconds of the answerer's monotonic clock. */
  | { readonly type: "pong"; readonly sent: number; readonly seen: number }
  | { readonly type: "want"; readonly want: Want }
  | { readonly type: "camera"; readonly on: boolean }
  /** `number`: the sender's own count of its messages in this call. `text`: clean; empty when nothing of it was. */
  | { readonly type: "chat"; readonly number: number; readonly text: string }
  /** The chat message of that number has arrived. */
  | { readonly type: "delivered"; readonly number: number }
  /** Whether what the sender sees is being recorded at its side. */
  | { readonly type: "recording"; readonly on: boolean }
  /** Whether the sender may be heard: there is a microphone, and it is not muted. */
  | { readonly type: "microphone"; readonly on: boolean }
  /** Where the sender takes sound as datagrams: a UDP port at its address of this link. */
  | { readonly type: "datagrams"; readonly port: number }
  /** The last words on a link, for the other side's log. */
  | { readonly type: "bye"; readonly reason: string };

/** One record, ready for the wire. Sizes beyond the limits are clamped, long reasons cut. */
export function encodeMessage(message: Message): Uint8Array {
  if ("on" in message) return fromBytes(TYPE[message.type], Uint8Array.of(message.on ? 1 : 0));
  switch (message.type) {
    case "hello":
      return fromBytes(TYPE.hello, encodeHello(message));
    case "call": {
      const verb = VERBS.indexOf(message.verb) + 1;
      return fromBytes(TYPE.call, Uint8Array.of(verb, ...fromHex(message.call)));
    }
    case "ack":
      return fromNumbers(TYPE.ack, message.bytes);
    case "ping":
      return fromNumbers(TYPE.ping, message.sent);
    case "pong":
      return fromNumbers(TYPE.pong, message.sent, message.seen);
    case "want":
      return encodeWant(message.want);
    case "chat":
      return fromBytes(TYPE.chat, encodeChat(message.number, message.text));
    case "delivered":
      return fromBytes(TYPE.delivered, encodeChat(message.number, ""));
    case "datagrams":
      return fromBytes(TYPE.datagrams, Uint8Array.of(message.port >> 8, message.port & 255));
    case "bye":
      return fromBytes(TYPE.bye, utf8Within(message.reason, MAX_REASON));
    default:
      return unreachable(message);
  }
}

type Reading = (payload: Uint8Array, view: DataView) => Message | WireFault;

const READINGS: Readonly<Record<RecordType, Reading>> = {
  [TYPE.hello]: decodeHello,
  [TYPE.call]: decodeCall,
  [TYPE.ack]: (_, view) => ({ type: "ack", bytes: getUint64(view, 0) }),
  [TYPE.ping]: (_, view) => ({ type: "ping", sent: getUint64(view, 0) }),
  [TYPE.pong]: (_, view) => ({ type: "pong", sent: getUint64(view, 0), seen: getUint64(view, 8) }),
  [TYPE.want]: (_, view) => decodeWant(view),
  [TYPE.camera]: (_, view) => decodeSwitch("camera", view.getUint8(0)),
  [TYPE.microphone]: (_, view) => decodeSwitch("microphone", view.getUint8(0)),
  [TYPE.recording]: (_, view) => decodeSwitch("recording", view.getUint8(0)),
  [TYPE.datagrams]: (_, view) => decodePort(view.getUint16(0)),
  [TYPE.chat]: (payload) => ({ type: "chat", ...decodeChat(payload) }),
  [TYPE.delivered]: (_, view) => ({ type: "delivered", number: view.getUint32(0) }),
  [TYPE.bye]: (payload) => ({
    type: "bye",
    reason: cleanText(new TextDecoder().decode(payload), MAX_REASON),
  }),
  [TYPE.sound]: () => ({ kind: "bad-order", type: TYPE.sound }),
  [TYPE.head]: () => ({ kind: "bad-order", type: TYPE.head }),
  [TYPE.segment]: () => ({ kind: "bad-order", type: TYPE.segment }),
};

/** Reads any record but sound and a picture's head or segment. Never throws on content. */
export function decodeMessage({ type, payload }: WireRecord): Message | WireFault {
  return READINGS[type](payload, new DataView(payload.buffer, payload.byteOffset, payload.length));
}

function decodeCall(payload: Uint8Array): Message | WireFault {
  const number = payload[0] as number;
  const verb = VERBS[number - 1];
  if (verb === undefined) return { kind: "bad-value", type: TYPE.call, value: number };
  return { type: "call", verb, call: toHex(payload.subarray(1)) };
}

function decodePort(port: number): Message | WireFault {
  if (port === 0) return { kind: "bad-value", type: TYPE.datagrams, value: port };
  return { type: "datagrams", port };
}

function decodeSwitch(
  type: "camera" | "microphone" | "recording",
  value: number,
): Message | WireFault {
  if (value > 1) return { kind: "bad-value", type: TYPE[type], value };
  return { type, on: value === 1 };
}

function encodeWant(want: Want): Uint8Array {
  const { width, height, fps } = fitWant(want);
  const bytes = emptyRecord(TYPE.want, 5);
  const view = new DataView(bytes.buffer, RECORD_HEADER_BYTES);
  view.setUint16(0, width);
  view.setUint16(2, height);
  view.setUint8(4, fps);
  return bytes;
}

function decodeWant(view: DataView): Message | WireFault {
  const want = { width: view.getUint16(0), height: view.getUint16(2), fps: view.getUint8(4) };
  if (want.width > MAX_WIDTH || want.height > MAX_HEIGHT)
    return { kind: "bad-size", width: want.width, height: want.height };
  if (want.fps < 1 || want.fps > MAX_FPS)
    return { kind: "bad-value", type: TYPE.want, value: want.fps };
  return { type: "want", want };
}

function fromBytes(type: RecordType, payload: Uint8Array): Uint8Array {
  const bytes = emptyRecord(type, payload.length);
  bytes.set(payload, RECORD_HEADER_BYTES);
  return bytes;
}

function fromNumbers(type: RecordType, ...numbers: readonly number[]): Uint8Array {
  const bytes = emptyRecord(type, 8 * numbers.length);
  const view = new DataView(bytes.buffer, RECORD_HEADER_BYTES);
  for (const [index, value] of numbers.entries()) setUint64(view, 8 * index, value);
  return bytes;
}

function toHex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, at) =>
    Number.parseInt(text.slice(2 * at, 2 * at + 2), 16),
  );
}
