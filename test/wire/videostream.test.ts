import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Size } from "../../src/frame/frame.js";
import {
  encodeLoosePicture,
  encodePicture,
  encodeSize,
  PIECE,
} from "../../src/wire/videostream/header.js";
import { type Heard, VideostreamReader } from "../../src/wire/videostream/reader.js";
import { type Outcome, type Role, VideostreamTalk } from "../../src/wire/videostream/talk.js";
import { byteByByte, cutAt, somePicture } from "./samples.js";

const ascii = (text: string): Uint8Array => Buffer.from(text);

interface Read {
  readonly heard: readonly Heard[];
  readonly reader: VideostreamReader;
}

function read(chunks: Iterable<Uint8Array>, quietAfter = -1): Read {
  const reader = new VideostreamReader();
  const heard: Heard[] = [];
  let at = 0;
  for (const chunk of chunks) {
    heard.push(...reader.push(chunk));
    const quiet = at++ === quietAfter ? reader.quiet() : undefined;
    if (quiet) heard.push(quiet);
  }
  return { heard, reader };
}

/** A call as a Python program writes it: its count is one where one piece is enough. */
function stream({ width, height }: Size, pictures: number): Uint8Array {
  const { pixels } = somePicture(width, height);
  const pieces = Math.ceil(pixels.length / PIECE);
  const exact = pixels.length % PIECE === 0 ? ".0" : "";
  const one = Buffer.concat([ascii(`${pieces}${exact}/`), pixels]);
  return Buffer.concat([
    ascii("done"),
    encodeSize({ width, height }),
    ...Array.from({ length: pictures }, () => one),
  ]);
}

const aSize = fc
  .tuple(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 40 }))
  .map(([width, height]): Size => ({ width, height }));

test("a stream is the same whole, byte by byte and cut anywhere", () => {
  let pictures = 0;
  fc.assert(
    fc.property(
      aSize,
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.nat(), { maxLength: 20, size: "max" }),
      (size, count, places) => {
        const bytes = stream(size, count);
        const whole = read([bytes]);
        assert.equal(whole.reader.fault, undefined);
        assert.equal(whole.reader.begun, false);
        assert.deepEqual(whole.heard.slice(0, 2), [{ type: "done" }, { type: "size", size }]);
        for (const chunks of [byteByByte(bytes), cutAt(bytes, places)])
          assert.deepEqual(read(chunks).heard, whole.heard);
        pictures += whole.heard.length - 2;
      },
    ),
    { numRuns: 100, seed: 7 },
  );
  assert.ok(pictures > 100, `only ${pictures} pictures came through`);
});

for (const [width, height] of [
  [176, 124],
  [320, 240],
  [640, 480],
  [1280, 720],
  [1920, 1080],
  [3274, 100],
] as const) {
  test(`${width}x${height} is found where the first picture follows it at once`, () => {
    const { heard, reader } = read([stream({ width, height }, 1)]);
    assert.equal(reader.fault, undefined);
    assert.deepEqual(heard[1], { type: "size", size: { width, height } });
    const picture = heard[2];
    assert.ok(picture?.type === "picture");
    assert.deepEqual(picture.frame.pixels, somePicture(width, height).pixels);
  });
}

test("pictures that say their own height are the same, wherever they are cut", () => {
  const frames = [somePicture(24, 16), somePicture(24, 9), somePicture(24, 16)];
  const bytes = Buffer.concat([
    ascii("done"),
    encodeSize({ width: 24, height: undefined }),
    ...frames.map(encodeLoosePicture),
  ]);
  const expected: readonly Heard[] = [
    { type: "done" },
    { type: "size", size: { width: 24, height: undefined } },
    ...frames.map((frame) => ({ type: "picture", frame: { ...frame, capturedAt: NaN } }) as const),
  ];
  assert.deepEqual(read(byteByByte(bytes)).heard, expected);
  fc.assert(
    fc.property(fc.array(fc.nat(), { maxLength: 20, size: "max" }), (places) => {
      assert.deepEqual(read(cutAt(bytes, places)).heard, expected);
    }),
    { numRuns: 100, seed: 7 },
  );
});

/** Rows that the tutorial's reader shows of what one `recv` gave it, after "-1 COLS". */
function rowsShown(received: Uint8Array, columns: number): number {
  const text = Buffer.from(received).toString("latin1");
  const slash = text.indexOf("/");
  const count = Number(text.slice(0, slash));
  assert.ok(Number.isInteger(count), "int() throws");
  assert.ok(count < 2, "and reads on, up to a negative number of bytes");
  const rows = (received.length - slash - 1) / (columns * 3);
  assert.ok(Number.isInteger(rows), "reshape() throws");
  return rows;
}

test("any number of pictures glued together is one to the tutorial's reader, until they fill a piece", () => {
  const one = encodeLoosePicture(somePicture(24, 16));
  const glued = (count: number): Uint8Array =>
    Buffer.concat(Array.from({ length: count }, () => one)).subarray(0, PIECE);
  for (let count = 1; count <= 53; count++)
    assert.equal(rowsShown(glued(count), 24), count * 17 - 1);
  assert.throws(() => rowsShown(glued(54), 24));
  assert.throws(() => rowsShown(encodePicture(somePicture(24, 16)), 24));
});

test("our own pictures are told from their size, too", () => {
  const bytes = Buffer.concat([
    ascii("done"),
    encodeSize({ width: 40, height: 24 }),
    encodePicture(somePicture(40, 24)),
  ]);
  const { heard, reader } = read([bytes]);
  assert.equal(reader.fault, undefined);
  assert.deepEqual(heard[1], { type: "size", size: { width: 40, height: 24 } });
});

test("silence ends a size, whatever count follows", () => {
  const chunks = [ascii("done124 176"), ascii("7/"), new Uint8Array(124 * 176 * 3)];
  const { heard, reader } = read(chunks, 0);
  assert.deepEqual(
    heard.map(({ type }) => type),
    ["done", "size", "picture"],
  );
  assert.equal(reader.fault, undefined);
});

test("what was handed out is not touched by what comes later", () => {
  const bytes = stream({ width: 8, height: 4 }, 2);
  const chunk = Uint8Array.from(bytes);
  const { heard, reader } = read([chunk]);
  const before = structuredClone(heard);
  chunk.fill(0);
  void [...reader.push(bytes.subarray(-98))];
  assert.deepEqual(heard, before);
});

const OFFENCES: readonly (readonly [what: string, bytes: Uint8Array, kind: string])[] = [
  ["another greeting", ascii("dome"), "bad-greeting"],
  ["our own protocol", ascii("TTT1\u0001\0\0\0"), "bad-greeting"],
  ["a size in words", ascii("doneten"), "bad-size"],
  ["a size without end", ascii(`done124 ${"1".repeat(20)}`), "bad-size"],
  ["a size and a count that cannot be told apart", ascii("done100 999/"), "bad-size"],
  ["one number for a size", ascii("done1762/"), "bad-size"],
  ["a negative height that is no height", ascii("done-2 24   -16/"), "bad-size"],
  ["no height of its own", ascii("done-1 24   2/"), "bad-count"],
  ["a picture of 800 MB", ascii("done-1 8192 -9999/"), "bad-count"],
  ["no width", ascii("done10 0/"), "bad-size"],
  ["a picture of 30 GB", ascii("done99999 9999998/"), "bad-size"],
  [
    "a count in words",
    Buffer.concat([stream({ width: 2, height: 2 }, 1), ascii("x/")]),
    "bad-count",
  ],
  ["no count", Buffer.concat([stream({ width: 2, height: 2 }, 1), ascii("/")]), "bad-count"],
  [
    "a count with a half",
    Buffer.concat([stream({ width: 2, height: 2 }, 1), ascii("2.5/")]),
    "bad-count",
  ],
  [
    "a count without end",
    Buffer.concat([stream({ width: 2, height: 2 }, 1), ascii("1".repeat(9))]),
    "bad-count",
  ],
];

for (const [what, bytes, kind] of OFFENCES) {
  test(`${what} is named, however it is cut, and ends the stream`, () => {
    for (const chunks of [[bytes], byteByByte(bytes)]) {
      const { reader } = read(chunks);
      assert.equal(reader.fault?.kind, kind);
      assert.deepEqual([...reader.push(stream({ width: 2, height: 2 }, 1))], []);
      assert.equal(reader.quiet(), undefined);
    }
  });
}

test("a stream with a flipped bit never throws, and reads the same however it is cut", () => {
  const kinds = new Set<string>();
  fc.assert(
    fc.property(aSize, fc.nat(20), fc.nat(7), (size, at, bit) => {
      const bytes = stream(size, 2).map((byte, index) => (index === at ? byte ^ (1 << bit) : byte));
      const once = read([bytes]);
      const slowly = read(byteByByte(bytes));
      assert.deepEqual(slowly.heard, once.heard);
      assert.deepEqual(slowly.reader.fault, once.reader.fault);
      kinds.add(once.reader.fault?.kind ?? "sound");
    }),
    { numRuns: 1000, seed: 7 },
  );
  assert.deepEqual([...kinds].toSorted(), ["bad-count", "bad-greeting", "bad-size", "sound"]);
});

function header(width: number, height: number): string {
  return Buffer.from(encodePicture(somePicture(width, height)).subarray(0, 4)).toString("latin1");
}

test("a picture is written with its header at once, and in two pieces at least", () => {
  assert.ok(header(40, 24).startsWith("2/"));
  assert.ok(header(176, 124).startsWith("2/"));
  assert.ok(header(640, 480).startsWith("15/"));
  // 65470 = 10 * 6547: exactly one piece more is not written as a fraction.
  assert.ok(header(6547, 10).startsWith("3/"));
  assert.equal(encodePicture(somePicture(176, 124)).length, 65_474);
});

test("a size that the tutorial's reader would cut is not said", () => {
  assert.equal(Buffer.from(encodeSize({ width: 1920, height: 1080 })).toString(), "1080 1920");
  assert.throws(() => encodeSize({ width: 12_000, height: 10_000 }), RangeError);
  assert.throws(() => encodeSize({ width: 0, height: 10 }), RangeError);
});

/** Bytes that `talk` writes, one text for each write. */
function said(outcomes: Iterable<Outcome>): readonly string[] {
  return Array.from(outcomes, (each) =>
    each.do === "write" ? Buffer.from(each.bytes).toString("latin1") : `(${each.do})`,
  );
}

const OWN = { width: 40, height: 24 };

test("whoever waits greets first, says its size at once, and sends when it has heard theirs", () => {
  const talk = new VideostreamTalk("accepter", OWN);
  assert.deepEqual(said(talk.open()), ["done"]);
  assert.deepEqual(said(talk.take(ascii("done"), 0)), ["24 40"]);
  assert.equal(talk.maySend(0), false);
  assert.deepEqual(said(talk.take(ascii("4"), 10)), []);
  assert.equal(talk.maySend(10), true);
  assert.deepEqual(said(talk.take(ascii(" 2"), 12)), []);
  assert.deepEqual(said(talk.take(Buffer.concat([ascii("1/"), new Uint8Array(24)]), 14)), [
    "(begin)",
    "(show)",
  ]);
});

test("whoever calls waits until it is silent, and holds its pictures until theirs come", () => {
  const talk = new VideostreamTalk("initiater", OWN);
  assert.deepEqual(said(talk.open()), []);
  assert.deepEqual(said(talk.take(ascii("done"), 0)), ["done"]);
  assert.deepEqual(said(talk.take(ascii("124 1"), 5)), []);
  assert.deepEqual(said(talk.tick(20)), []);
  assert.deepEqual(said(talk.take(ascii("76"), 25)), []);
  assert.deepEqual(said(talk.tick(50)), []);
  assert.deepEqual(said(talk.tick(60)), ["24 40", "(begin)"]);
  assert.equal(talk.maySend(61), false);
  assert.deepEqual(said(talk.take(ascii("2"), 70)), []);
  assert.equal(talk.maySend(70), true);
});

test("nothing is sent into a lull of theirs, and a long one is a camera that failed", () => {
  const talk = new VideostreamTalk("initiater", OWN);
  const theirs = Buffer.concat([ascii("2/"), new Uint8Array(24)]);
  void [...talk.take(ascii("done4 2"), 0), ...talk.tick(100), ...talk.take(theirs, 200)];
  const may = (times: readonly number[]): readonly boolean[] =>
    times.map((now) => talk.maySend(now));
  assert.deepEqual(may([349, 350, 10_199, 10_200]), [true, false, false, true]);
  // After a short one as long again, and a while: what was lost has been said again by then.
  void [...talk.take(theirs, 11_000), ...talk.take(theirs, 12_000), ...talk.take(theirs, 13_250)];
  assert.deepEqual(may([13_250, 13_300]), [false, false]);
  for (let now = 13_300; now < 15_000; now += 50) void [...talk.take(theirs, now)];
  assert.deepEqual(may([14_799, 14_800, 15_000]), [false, true, true]);
});

test("a camera that never comes does not keep ours back for ever", () => {
  const talk = new VideostreamTalk("initiater", OWN);
  void [...talk.take(ascii("done4 2"), 0), ...talk.tick(100)];
  assert.equal(talk.maySend(3099), false);
  assert.equal(talk.maySend(3100), true);
});

test("two of ours understand each other", () => {
  const roles: readonly Role[] = ["accepter", "initiater"];
  const [one, other] = roles.map((role) => new VideostreamTalk(role, OWN)) as [
    VideostreamTalk,
    VideostreamTalk,
  ];
  const begun: string[] = [];
  let now = 0;
  const deliver = (
    outcomes: Iterable<Outcome>,
    to: VideostreamTalk,
    back: VideostreamTalk,
  ): void => {
    for (const each of outcomes) {
      if (each.do !== "write") begun.push(each.do);
      else deliver([...to.take(each.bytes, now)], back, to);
    }
  };
  deliver(one.open(), other, one);
  now = 100;
  deliver([...other.tick(now)], one, other);
  deliver([...one.tick((now = 200))], other, one);
  assert.deepEqual(begun, ["begin", "begin"]);
  assert.ok(one.maySend(now));
  deliver([{ do: "write", bytes: encodePicture(somePicture(40, 24)) }], other, one);
  assert.deepEqual(begun, ["begin", "begin", "show"]);
  assert.ok(other.maySend(now));
});
