import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Hello } from "../../src/wire/hello.js";
import { decodeMessage, encodeMessage, type Message } from "../../src/wire/message.js";
import { type RecordType, TYPE } from "../../src/wire/record.js";
import { encodeSound } from "../../src/wire/sound.js";
import { aMessage, payloadOf } from "./samples.js";

const decoded = (record: Uint8Array): unknown =>
  decodeMessage({ type: record[0] as RecordType, payload: payloadOf(record) });

const HELLO: Hello = {
  type: "hello",
  name: "alice",
  id: "0123456789abcdef0123456789abcdef",
  app: "tetatty",
  port: 7887,
  want: { width: 160, height: 90, fps: 30 },
  codecs: [],
  features: [],
};

const helloOf = (value: unknown): unknown =>
  decodeMessage({ type: TYPE.hello, payload: new TextEncoder().encode(JSON.stringify(value)) });

test("every message comes back as it was said, whatever surrounds it in memory", () => {
  const met = new Set<string>();
  fc.assert(
    fc.property(aMessage, fc.nat(9), (message, offset) => {
      const record = encodeMessage(message);
      const around = new Uint8Array(record.length + offset + 5).fill(0xaa);
      around.set(record, offset);
      assert.deepEqual(decoded(around.subarray(offset, offset + record.length)), message);
      met.add(message.type);
    }),
    { numRuns: 2000, seed: 7 },
  );
  assert.equal(met.size, 13);
});

test("a hello keeps to itself what a later version may add", () => {
  const later = { ...HELLO, type: undefined, codecs: [99, 1.5, "x"], more: [1], __proto__: null };
  assert.deepEqual(helloOf(later), HELLO);
});

test("a name that is fit for no screen is nameless", () => {
  const hello = helloOf({ ...HELLO, name: "\u001B\u202E", app: "x\u0007y" }) as Hello;
  assert.deepEqual([hello.name, hello.app], ["nameless", "xy"]);
});

const BAD_HELLOS: readonly (readonly [string, unknown, string])[] = [
  ["an array", [HELLO], "name or app is not text"],
  ["a number", 7, "not a JSON object"],
  ["null", null, "not a JSON object"],
  ["no name", { ...HELLO, name: undefined }, "name or app is not text"],
  ["a name that is a number", { ...HELLO, name: 7 }, "name or app is not text"],
  ["an id too short", { ...HELLO, id: "abc" }, "id is not 32 hex digits"],
  ["an id in capitals", { ...HELLO, id: HELLO.id.toUpperCase() }, "id is not 32 hex digits"],
  ["an id with a line behind it", { ...HELLO, id: `${HELLO.id}\n` }, "id is not 32 hex digits"],
  ["a port beyond the last", { ...HELLO, port: 65_536 }, "port is no port"],
  ["audio that is no list", { ...HELLO, audio: "opus" }, "audio is no list"],
  ["a port that is text", { ...HELLO, port: "7887" }, "port is no port"],
];

test("who says nothing of audio hears nothing, and codecs nobody knows are left out", () => {
  assert.deepEqual(helloOf({ ...HELLO, audio: [0, 7, "x"] }), { ...HELLO, audio: ["opus"] });
  assert.deepEqual(helloOf({ ...HELLO, audio: [] }), { ...HELLO, audio: [] });
  assert.equal("audio" in (helloOf(HELLO) as Hello), false);
});

test("sound longer than Opus makes it is not written", () => {
  const sound = { type: "sound", sequence: 0, capturedAt: 0, begins: false, ends: false } as const;
  const data = new Uint8Array(1276);
  assert.throws(() => encodeSound({ ...sound, data }), /^RangeError: sound: 1289/);
});

for (const [what, value, why] of BAD_HELLOS) {
  test(`a hello with ${what} is refused`, () => {
    assert.deepEqual(helloOf(value), { kind: "bad-hello", why });
  });
}

test("a hello that can show what no screen shows is refused", () => {
  const { want } = HELLO;
  for (const bad of [
    undefined,
    null,
    {},
    { ...want, width: 1281 },
    { ...want, height: 721 },
    { ...want, height: -1 },
    { ...want, fps: 0 },
    { ...want, fps: 61 },
    { ...want, width: 1.5 },
    { ...want, width: "160" },
  ])
    assert.deepEqual(
      helloOf({ ...HELLO, want: bad }),
      { kind: "bad-hello", why: "want is not a size within the limits" },
      JSON.stringify(bad),
    );
});

test("a hello that is not UTF-8, or not JSON, is refused", () => {
  for (const payload of [
    Uint8Array.of(0x22, 0xff, 0x22),
    Buffer.from("{'name'}"),
    Buffer.from("{}x"),
  ])
    assert.deepEqual(decodeMessage({ type: TYPE.hello, payload }), {
      kind: "bad-hello",
      why: "not a JSON object",
    });
});

test("a hello deep enough to overflow a stack is refused like any other", () => {
  const payload = Buffer.from("[".repeat(4096));
  assert.deepEqual(decodeMessage({ type: TYPE.hello, payload }), {
    kind: "bad-hello",
    why: "not a JSON object",
  });
});

test("a hello too long to be read is not written", () => {
  assert.throws(
    () => encodeMessage({ ...HELLO, name: "x".repeat(4096) }),
    /^RangeError: hello: \d+/,
  );
});

test("what we can show is rounded and cut to the limits before it is said", () => {
  const want = { width: 4000.4, height: 99.6, fps: 0 };
  const fit = { width: 1280, height: 100, fps: 1 };
  assert.deepEqual(decoded(encodeMessage({ type: "want", want })), { type: "want", want: fit });
  assert.deepEqual(decoded(encodeMessage({ ...HELLO, want })), { ...HELLO, want: fit });
});

test("a long goodbye is cut between characters", () => {
  for (const [letter, kept] of [
    ["x", 128],
    ["\u00E9", 64],
    ["\u5C71", 42],
    ["\u{1F431}", 32],
  ] as const) {
    const bye: Message = { type: "bye", reason: letter.repeat(200) };
    assert.deepEqual(decoded(encodeMessage(bye)), { type: "bye", reason: letter.repeat(kept) });
  }
});

test("a goodbye is made fit to print", () => {
  const payload = Buffer.concat([Buffer.from("so \u001B[2Jlong"), Uint8Array.of(0xff, 0x9b)]);
  assert.deepEqual(decodeMessage({ type: TYPE.bye, payload }), {
    type: "bye",
    reason: "so [2Jlong\uFFFD\uFFFD",
  });
});

const bad = (type: RecordType, ...payload: readonly number[]): unknown =>
  decodeMessage({ type, payload: Uint8Array.from(payload) });

test("numbers beyond the agreed ones are refused with what they were", () => {
  const call = Array.from({ length: 16 }, () => 0);
  assert.deepEqual(bad(TYPE.call, 0, ...call), { kind: "bad-value", type: TYPE.call, value: 0 });
  assert.deepEqual(bad(TYPE.call, 9, ...call), { kind: "bad-value", type: TYPE.call, value: 9 });
  for (const type of [TYPE.camera, TYPE.recording])
    assert.deepEqual(bad(type, 2), { kind: "bad-value", type, value: 2 });
  assert.deepEqual(bad(TYPE.want, 0, 1, 0, 1, 0), { kind: "bad-value", type: TYPE.want, value: 0 });
  assert.deepEqual(bad(TYPE.want, 0, 1, 0, 1, 61), {
    kind: "bad-value",
    type: TYPE.want,
    value: 61,
  });
  assert.deepEqual(bad(TYPE.want, 5, 1, 0, 1, 30), { kind: "bad-size", width: 1281, height: 1 });
  assert.deepEqual(bad(TYPE.want, 5, 0, 2, 209, 30), {
    kind: "bad-size",
    width: 1280,
    height: 721,
  });
});
