import assert from "node:assert/strict";
import { test } from "node:test";
import { TYPE, type WireFault } from "../../src/wire/record.js";
import {
  altered,
  byteByByte,
  FAULT_KINDS,
  HELLO,
  payloadOf,
  PICTURE,
  PING,
  rawRecord,
  read,
  stream,
} from "./samples.js";

const [HEAD, FIRST, SECOND, THIRD, FOURTH] = PICTURE as [
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
  Uint8Array,
];

/** What was wrong, and the fault it must come to. */
const OFFENCES: readonly (readonly [string, Uint8Array, WireFault])[] = [
  ["another protocol", Buffer.from("GET / HTTP/1.1\r\n"), { kind: "bad-magic" }],
  [
    "a version that is not ours",
    Buffer.from("TTT1\u0002\0\0\0"),
    { kind: "bad-version", major: 2 },
  ],
  ["words before the hello", stream([PING]), { kind: "bad-order", type: TYPE.ping }],
  ["a picture before the hello", stream(PICTURE), { kind: "bad-order", type: TYPE.head }],
  ["a second hello", stream([HELLO, PING, HELLO]), { kind: "bad-order", type: TYPE.hello }],
  [
    "a type nobody knows",
    stream([HELLO, rawRecord(99, new Uint8Array(1))]),
    { kind: "unknown-type", type: 99 },
  ],
  ["type 0", stream([rawRecord(0, new Uint8Array(0))]), { kind: "unknown-type", type: 0 }],
  [
    "flags that mean nothing yet",
    stream([HELLO, rawRecord(TYPE.ping, new Uint8Array(8), 1)]),
    { kind: "bad-flags", type: TYPE.ping, flags: 1 },
  ],
  [
    "a ping too short",
    stream([HELLO, rawRecord(TYPE.ping, new Uint8Array(7))]),
    { kind: "bad-length", type: TYPE.ping, length: 7 },
  ],
  [
    "a chat message without a text",
    stream([HELLO, rawRecord(TYPE.chat, new Uint8Array(4))]),
    { kind: "bad-length", type: TYPE.chat, length: 4 },
  ],
  [
    "a chat message of one byte too many",
    stream([HELLO, Uint8Array.of(TYPE.chat, 0, 8, 1)]),
    { kind: "bad-length", type: TYPE.chat, length: 2049 },
  ],
  [
    "sound of one byte too many",
    stream([HELLO, Uint8Array.of(TYPE.sound, 0, 5, 9)]),
    { kind: "bad-length", type: TYPE.sound, length: 1289 },
  ],
  [
    "sound with a flag nobody has agreed on",
    stream([HELLO, rawRecord(TYPE.sound, new Uint8Array(13).fill(4, 12))]),
    { kind: "bad-value", type: TYPE.sound, value: 4 },
  ],
  [
    "a microphone neither on nor off",
    stream([HELLO, rawRecord(TYPE.microphone, Uint8Array.of(2))]),
    { kind: "bad-value", type: TYPE.microphone, value: 2 },
  ],
  [
    "datagrams to no port",
    stream([HELLO, rawRecord(TYPE.datagrams, Uint8Array.of(0, 0))]),
    { kind: "bad-value", type: TYPE.datagrams, value: 0 },
  ],
  [
    "a hello of one byte too many",
    stream([rawRecord(TYPE.hello, new Uint8Array(4097))]),
    { kind: "bad-length", type: TYPE.hello, length: 4097 },
  ],
  [
    "a segment longer than any record",
    stream([HELLO, HEAD, rawRecord(TYPE.segment, new Uint8Array(16_385))]),
    { kind: "bad-length", type: TYPE.segment, length: 16_385 },
  ],
  [
    "a segment of the longest length there is",
    stream([HELLO, HEAD, Uint8Array.of(TYPE.segment, 0, 255, 255)]),
    { kind: "bad-length", type: TYPE.segment, length: 65_535 },
  ],
  [
    "a segment without data",
    stream([HELLO, HEAD, rawRecord(TYPE.segment, new Uint8Array(6))]),
    { kind: "bad-length", type: TYPE.segment, length: 6 },
  ],
  [
    "a hello that is no JSON",
    stream([rawRecord(TYPE.hello, Buffer.from("hello"))]),
    { kind: "bad-hello", why: "not a JSON object" },
  ],
  ["a segment without a head", stream([HELLO, FIRST]), { kind: "bad-order", type: TYPE.segment }],
  [
    "a head inside a picture",
    stream([HELLO, HEAD, FIRST, HEAD]),
    { kind: "bad-order", type: TYPE.head },
  ],
  [
    "a segment after the last",
    stream([HELLO, ...PICTURE, FOURTH]),
    { kind: "bad-order", type: TYPE.segment },
  ],
  [
    "a segment twice",
    stream([HELLO, HEAD, FIRST, FIRST]),
    { kind: "bad-segment", claimed: 0, expected: 1 },
  ],
  [
    "a segment left out",
    stream([HELLO, HEAD, FIRST, THIRD]),
    { kind: "bad-segment", claimed: 2, expected: 1 },
  ],
  [
    "segments in another order",
    stream([HELLO, HEAD, SECOND, FIRST]),
    { kind: "bad-segment", claimed: 1, expected: 0 },
  ],
  [
    "a segment of another picture",
    stream([HELLO, HEAD, altered(FIRST, 0, 0, 0, 0, 9)]),
    { kind: "bad-segment", claimed: 9, expected: 3 },
  ],
  [
    "a segment a byte short",
    stream([HELLO, HEAD, rawRecord(TYPE.segment, payloadOf(FIRST).subarray(0, -1))]),
    { kind: "bad-segment", claimed: 1199, expected: 1200 },
  ],
  [
    "a last segment a byte long",
    stream([
      HELLO,
      HEAD,
      FIRST,
      SECOND,
      THIRD,
      rawRecord(TYPE.segment, Buffer.concat([payloadOf(FOURTH), Buffer.of(0)])),
    ]),
    { kind: "bad-segment", claimed: 1201, expected: 1200 },
  ],
  [
    "a codec nobody has agreed on",
    stream([HELLO, altered(HEAD, 4, 0, 9)]),
    { kind: "bad-value", type: TYPE.head, value: 9 },
  ],
  [
    "a head with something in its empty place",
    stream([HELLO, altered(HEAD, 15, 1)]),
    { kind: "bad-value", type: TYPE.head, value: 3 },
  ],
  [
    "a picture too wide",
    stream([HELLO, altered(HEAD, 8, 5, 1)]),
    { kind: "bad-size", width: 1281, height: 40 },
  ],
  [
    "a picture too high",
    stream([HELLO, altered(HEAD, 10, 2, 209)]),
    { kind: "bad-size", width: 40, height: 721 },
  ],
  [
    "a picture without width",
    stream([HELLO, altered(HEAD, 8, 0, 0)]),
    { kind: "bad-size", width: 0, height: 40 },
  ],
  [
    "a picture of other bytes than its size has",
    stream([HELLO, altered(HEAD, 16, 0, 0, 18, 193)]),
    { kind: "bad-bytes", claimed: 4801, expected: 4800 },
  ],
  [
    "a picture cut into too many parts",
    stream([HELLO, altered(HEAD, 12, 0, 5)]),
    { kind: "bad-segments", claimed: 5, expected: 4 },
  ],
  [
    "a picture in no parts",
    stream([HELLO, altered(HEAD, 12, 0, 0)]),
    { kind: "bad-segments", claimed: 0, expected: 1 },
  ],
];

for (const [what, bytes, fault] of OFFENCES) {
  test(`${what} is named, however it is cut, and ends the stream`, () => {
    for (const chunks of [[bytes], byteByByte(bytes)]) {
      const { inbox } = read(chunks);
      assert.deepEqual(inbox.fault, fault);
      const { pictureBytes } = inbox;
      assert.deepEqual([...inbox.push(stream([HELLO, PING, ...PICTURE]))], []);
      assert.deepEqual([...inbox.push(PING)], []);
      assert.deepEqual(inbox.fault, fault);
      assert.equal(inbox.pictureBytes, pictureBytes);
    }
  });
}

test("every kind of fault stands in the list above", () => {
  const kinds = new Set(OFFENCES.map(([, , fault]) => fault.kind));
  assert.deepEqual([...kinds].toSorted(), FAULT_KINDS.toSorted());
});

test("what came before the offence was delivered", () => {
  const { got } = read([stream([HELLO, PING, rawRecord(99, new Uint8Array(0)), PING])]);
  assert.deepEqual(
    got.map(({ type }) => type),
    ["hello", "ping"],
  );
});
