/** The first record each side sends: who it is and what it can show, as JSON. */
import { cleanText } from "../util/text.js";
import { MAX_FPS, MAX_HEIGHT, MAX_HELLO, MAX_NAME, MAX_WIDTH } from "./limits.js";
import { type Codec, CODECS } from "./picture.js";
import type { WireFault } from "./record.js";
import { SOUND_CODECS, type SoundCodec } from "./sound.js";

/** What a program may know how to do besides what all do, as it is spelled on the wire. */
export const FEATURES = [
  /** It takes up a call again on another link. */
  "resume",
  /** It shows pictures to everybody who comes, and wants none. */
  "show",
  /** It takes sound as datagrams, too. */
  "datagrams",
] as const;
export type Feature = (typeof FEATURES)[number];

/** The largest picture a peer can show now; 0x0 when it shows none. */
export interface Want {
  readonly width: number;
  readonly height: number;
  /** Pictures a second. */
  readonly fps: number;
}

export interface Hello {
  readonly type: "hello";
  readonly name: string;
  /** 128 random bits of this run of the program, as 32 hex digits: tells a peer from itself and who yields in a glare. */
  readonly id: string;
  /** Program and version, for people. */
  readonly app: string;
  /** Where they can be called back; 0 when nowhere. */
  readonly port: number;
  readonly want: Want;
  /** What they can read, besides raw pictures, which everybody reads. Numbers of codecs we do not know are left out. */
  readonly codecs: readonly Codec[];
  /** How sound may reach them; left out: not at all. */
  readonly audio?: readonly SoundCodec[];
  /** What they know how to do; left out: nothing else. Features we do not know are left out too. */
  readonly features?: readonly Feature[];
}

/** The nearest want to `want` that a peer accepts: whole numbers within the limits. */
export function fitWant({ width, height, fps }: Want): Want {
  return {
    width: clamp(width, 0, MAX_WIDTH),
    height: clamp(height, 0, MAX_HEIGHT),
    fps: clamp(fps, 1, MAX_FPS),
  };
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.round(value)));
}

/** @throws RangeError when the JSON is longer than {@link MAX_HELLO}. */
export function encodeHello(hello: Hello): Uint8Array {
  const { name, id, app, port, want, codecs, audio, features } = hello;
  const numbers = codecs.map((codec) => CODECS.indexOf(codec));
  const sounds = audio?.map((codec) => SOUND_CODECS.indexOf(codec));
  const shown = { want: fitWant(want), codecs: numbers };
  const spoken = { name, id, app, port, ...shown, audio: sounds, features };
  const bytes = new TextEncoder().encode(JSON.stringify(spoken));
  if (bytes.length > MAX_HELLO) throw new RangeError(`hello: ${bytes.length} bytes are too many`);
  return bytes;
}

/** Reads untrusted JSON. Unknown keys are ignored, so that later versions may say more. Never throws on content. */
export function decodeHello(payload: Uint8Array): Hello | WireFault {
  const value = parseObject(payload);
  if (!value) return { kind: "bad-hello", why: "not a JSON object" };
  const { name, id, app, port, want, codecs, audio, features } = value;
  if (typeof name !== "string" || typeof app !== "string")
    return { kind: "bad-hello", why: "name or app is not text" };
  if (typeof id !== "string" || !/^[\da-f]{32}$/.test(id))
    return { kind: "bad-hello", why: "id is not 32 hex digits" };
  if (!isWithin(port, 0, 65_535)) return { kind: "bad-hello", why: "port is no port" };
  if (!isWant(want)) return { kind: "bad-hello", why: "want is not a size within the limits" };
  if (!isList(codecs)) return { kind: "bad-hello", why: "codecs is no list" };
  if (!isList(audio)) return { kind: "bad-hello", why: "audio is no list" };
  if (!isList(features)) return { kind: "bad-hello", why: "features is no list" };
  return {
    type: "hello",
    name: cleanText(name, MAX_NAME) || "nameless",
    id,
    app: cleanText(app, MAX_NAME),
    port,
    want: { width: want.width, height: want.height, fps: want.fps },
    codecs: CODECS.filter((_, number) => codecs?.includes(number)),
    ...(audio && { audio: SOUND_CODECS.filter((_, number) => audio.includes(number)) }),
    ...(features && { features: FEATURES.filter((feature) => features.includes(feature)) }),
  };
}

function parseObject(payload: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(payload);
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : undefined;
  } catch {
    // Not UTF-8 or not JSON: the peer's fault, reported as a value.
    return undefined;
  }
}

/** A list, or left out. */
function isList(value: unknown): value is readonly unknown[] | undefined {
  return value === undefined || Array.isArray(value);
}

function isWant(value: unknown): value is Want {
  if (typeof value !== "object" || value === null) return false;
  const { width, height, fps } = value as Readonly<Record<string, unknown>>;
  return (
    isWithin(width, 0, MAX_WIDTH) && isWithin(height, 0, MAX_HEIGHT) && isWithin(fps, 1, MAX_FPS)
  );
}

function isWithin(value: unknown, least: number, most: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= least && value <= most;
}
