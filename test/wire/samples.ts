/** What peers may say, as generators, and ways to get it through an inbox. */
import fc from "fast-check";
import { makeFrame, type Frame } from "../../src/frame/frame.js";
import { cleanText } from "../../src/util/text.js";
import { type Incoming, Inbox } from "../../src/wire/inbox.js";
import { MAX_CHAT_TEXT, MAX_FPS, MAX_HEIGHT, MAX_WIDTH } from "../../src/wire/limits.js";
import { FEATURES, type Hello } from "../../src/wire/hello.js";
import { encodeMessage, type Message, VERBS } from "../../src/wire/message.js";
import { CODECS, encodePicture, rawPicture } from "../../src/wire/picture.js";
import { encodeSound, type Sound, SOUND_CODECS } from "../../src/wire/sound.js";
import { encodePreface, RECORD_HEADER_BYTES, type WireFault } from "../../src/wire/record.js";

/** Records with the usual prototype, as deepEqual wants them. */
const plain = <T>(model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record<T>(model, { noNullPrototype: true });

const anId = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((b) => Buffer.from(b).toString("hex"));
const aName = fc
  .string({ unit: "grapheme", maxLength: 40 })
  .map((text) => cleanText(text, 32) || "nameless");
const aWant = plain({
  width: fc.integer({ min: 0, max: MAX_WIDTH }),
  height: fc.integer({ min: 0, max: MAX_HEIGHT }),
  fps: fc.integer({ min: 1, max: MAX_FPS }),
});
const aCount = fc.oneof(fc.maxSafeNat(), fc.nat(1000), fc.constantFrom(2 ** 32 - 1, 2 ** 32));
const aNumber = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const aLine = fc
  .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
  .map((text) => cleanText(text, MAX_CHAT_TEXT) || "nothing");
/** Microseconds of a monotonic clock. */
const aMoment = fc.maxSafeNat();

const aHello: fc.Arbitrary<Hello> = fc.record(
  {
    type: fc.constant("hello" as const),
    name: aName,
    id: anId,
    app: fc.constantFrom("tetatty", "other 0.1"),
    port: fc.integer({ min: 0, max: 65_535 }),
    want: aWant,
    codecs: fc.subarray([...CODECS]),
    audio: fc.subarray([...SOUND_CODECS]),
    features: fc.subarray([...FEATURES]),
  },
  {
    noNullPrototype: true,
    requiredKeys: ["type", "name", "id", "app", "port", "want", "codecs"],
  },
);

export const aSound: fc.Arbitrary<Sound> = plain({
  type: fc.constant("sound" as const),
  sequence: aNumber,
  capturedAt: fc.nat().map((n) => n / 8),
  begins: fc.boolean(),
  ends: fc.boolean(),
  data: fc.uint8Array({ maxLength: 1275 }),
});

/** Anything but a hello, which is said once. */
export const aWord: fc.Arbitrary<Message> = fc.oneof(
  plain({ type: fc.constant("call" as const), verb: fc.constantFrom(...VERBS), call: anId }),
  plain({ type: fc.constant("ack" as const), bytes: aCount }),
  plain({ type: fc.constant("ping" as const), sent: aMoment }),
  plain({ type: fc.constant("pong" as const), sent: aMoment, seen: aMoment }),
  plain({ type: fc.constant("want" as const), want: aWant }),
  plain({
    type: fc.constantFrom("camera" as const, "microphone" as const, "recording" as const),
    on: fc.boolean(),
  }),
  plain({
    type: fc.constant("datagrams" as const),
    port: fc.integer({ min: 1, max: 65_535 }),
  }),
  plain({ type: fc.constant("chat" as const), number: aNumber, text: aLine }),
  plain({ type: fc.constant("delivered" as const), number: aNumber }),
  plain({
    type: fc.constant("bye" as const),
    reason: fc.string({ unit: "grapheme", maxLength: 20 }).map((text) => cleanText(text, 8)),
  }),
);
export const aMessage: fc.Arbitrary<Message> = fc.oneof(
  { arbitrary: aHello, weight: 1 },
  { arbitrary: aWord, weight: 9 },
);

/** A picture whose pixels tell their places apart. */
export function somePicture(width: number, height: number, capturedAt = 0): Frame {
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, at) => at % 251);
  return makeFrame(width, height, pixels, capturedAt);
}

/** The records of a picture, cut into as few segments as may be. */
const aPicture = fc
  .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.nat())
  .map(([width, height, sequence]) => {
    const frame = somePicture(width, height, sequence / 8);
    const fewest = Math.ceil(frame.pixels.length / 1200);
    return Array.from(encodePicture(rawPicture(frame), sequence, fewest));
  });

/** What one side says after its preface, record by record: a hello, then words and whole pictures. */
export const aTalk: fc.Arbitrary<readonly Uint8Array[]> = fc
  .tuple(
    aHello,
    fc.array(
      fc.oneof(
        { arbitrary: aWord.map((word) => [encodeMessage(word)]), weight: 2 },
        { arbitrary: aSound.map((sound) => [encodeSound(sound)]), weight: 1 },
        { arbitrary: aPicture, weight: 3 },
      ),
      { minLength: 1, maxLength: 6, size: "max" },
    ),
  )
  .map(([hello, parts]) => [encodeMessage(hello), parts].flat(2));

/** A record as it stands on the wire, whatever it says. */
export function rawRecord(type: number, payload: Uint8Array, flags = 0): Uint8Array {
  return Uint8Array.of(type, flags, payload.length >> 8, payload.length & 255, ...payload);
}

export function payloadOf(record: Uint8Array): Uint8Array {
  return record.subarray(RECORD_HEADER_BYTES);
}

export function stream(records: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat([encodePreface(), ...records]);
}

/** What an inbox makes of the chunks, in the order it makes it. */
export function read(chunks: Iterable<Uint8Array>): { inbox: Inbox; got: readonly Incoming[] } {
  const inbox = new Inbox();
  const got: Incoming[] = [];
  for (const chunk of chunks) got.push(...inbox.push(chunk));
  return { inbox, got };
}

export function byteByByte(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from(bytes, (byte) => Uint8Array.of(byte));
}

/** Cuts `bytes` at the given places, however they are ordered. */
export function cutAt(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const cuts = [...places.map((place) => place % (bytes.length + 1)), bytes.length].toSorted(
    (a, b) => a - b,
  );
  return cuts.map((cut, at) => bytes.subarray(cuts[at - 1] ?? 0, cut));
}

export const HELLO = encodeMessage({
  type: "hello",
  name: "alice",
  id: "0123456789abcdef0123456789abcdef",
  app: "tetatty",
  port: 0,
  want: { width: 160, height: 90, fps: 30 },
  codecs: [],
  features: [],
});
export const PING = encodeMessage({ type: "ping", sent: 7 });
/** A head and four segments. */
export const PICTURE: readonly Uint8Array[] = [
  ...encodePicture(rawPicture(somePicture(40, 40)), 3, 4),
];

/** A copy of `record` with some payload bytes written over. */
export function altered(record: Uint8Array, at: number, ...bytes: readonly number[]): Uint8Array {
  const copy = record.slice();
  payloadOf(copy).set(bytes, at);
  return copy;
}

/** Every fault there is; the compiler sees to it that none is missing. */
export const FAULT_KINDS = Object.keys({
  "bad-magic": 1,
  "bad-version": 1,
  "unknown-type": 1,
  "bad-flags": 1,
  "bad-length": 1,
  "bad-hello": 1,
  "bad-value": 1,
  "bad-order": 1,
  "bad-size": 1,
  "bad-bytes": 1,
  "bad-segments": 1,
  "bad-segment": 1,
} satisfies Record<WireFault["kind"], 1>);
