import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { makeFrame } from "../../src/frame/frame.js";
import { MAX_PICTURE, MAX_SIDE } from "../../src/wire/dialect-limits.js";
import { PickleMessages, lengthOf } from "../../src/wire/pickle/messages.js";
import { readPickle } from "../../src/wire/pickle/picture.js";
import { pickleFrame } from "../../src/wire/pickle/write.js";
import { mutate } from "../fuzz/mutate.js";
import { Roll } from "../fuzz/roll.js";
import { NONE, PICTURES, REFUSED } from "./pickles.js";
import { byteByByte, cutAt, somePicture } from "./samples.js";

const bytes = (...parts: readonly (number | string | Uint8Array)[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) => (typeof part === "number" ? Buffer.of(part) : Buffer.from(part))),
  );

for (const { what, pixels, pickle } of PICTURES) {
  test(`${what} is read as Python meant it`, () => {
    const read = readPickle(pickle);
    assert.ok("is" in read && read.is === "picture", JSON.stringify(read));
    assert.deepEqual([read.frame.width, read.frame.height], [3, 2]);
    assert.equal(Buffer.from(read.frame.pixels).toString("hex"), pixels);
    assert.ok(Number.isNaN(read.frame.capturedAt));
  });
}

for (const { what, refused, pickle } of REFUSED) {
  test(`${what} is refused, and it is said why`, () => {
    assert.deepEqual(readPickle(pickle), { refused });
  });
}

test("None is nothing to be seen", () => {
  assert.deepEqual(readPickle(NONE), { is: "nothing" });
});

test("the bytes of a JPEG are handed on with the size they claim", () => {
  const jpeg = Buffer.from("ffd8ffc0001108000200030300", "hex");
  const alone = bytes(0x80, 4, 0x43, jpeg.length, jpeg, ".");
  assert.deepEqual(readPickle(alone), { is: "jpeg", width: 3, height: 2, data: jpeg });
  const huge = Buffer.from("ffd8ffc000110875307530030000", "hex");
  assert.deepEqual(readPickle(bytes(0x80, 4, 0x43, huge.length, huge, ".")), {
    refused: "has a picture of 30000x30000",
  });
});

/** Programs that do harm where they are run, or where they are read carelessly. */
const HOSTILE: readonly (readonly [what: string, program: Uint8Array, refused: string])[] = [
  [
    "a command by name",
    bytes(0x80, 2, "cos\nsystem\n", "X", 2, 0, 0, 0, "id", 0x85, "R."),
    "wants to run os.system",
  ],
  [
    "a name from the stack",
    bytes(0x80, 4, 0x8c, 8, "builtins", 0x8c, 4, "eval", 0x93, "."),
    "wants to run builtins.eval",
  ],
  [
    "a name that is nearly right",
    bytes(0x80, 3, "cnumpy\nndarray.tofile\n."),
    "wants to run numpy.ndarray.tofile",
  ],
  ["a name that a terminal obeys", bytes(0x80, 3, "cos\n\x1b[2Jx\n."), "wants to run os.[2Jx"],
  ["an object of a class", bytes(0x80, 2, "cnumpy\ndtype\n", ")", 0x81, "."), "uses NEWOBJ (0x81)"],
  ["an old way to make an object", bytes(0x80, 2, "(ios\nsystem\n."), "uses INST (0x69)"],
  ["an extension by number", bytes(0x80, 2, 0x82, 1, "."), "uses EXT1 (0x82)"],
  ["a persistent name", bytes(0x80, 2, "NQ."), "uses BINPERSID (0x51)"],
  ["a buffer from elsewhere", bytes(0x80, 5, 0x97, "."), "uses NEXT_BUFFER (0x97)"],
  ["a number that is no opcode", bytes(0x80, 4, 0xff, "."), "uses 0xff"],
  ["a protocol to come", bytes(0x80, 6, "N."), "is of protocol 6"],
  [
    "a type made with other arguments",
    bytes(0x80, 2, "cnumpy\ndtype\nNNN", 0x87, "R."),
    "calls dtype as no picture needs it",
  ],
  [
    "an array that is called",
    bytes(0x80, 2, "cnumpy\nndarray\n)R."),
    "calls ndarray as no picture needs it",
  ],
  ["a call of nothing", bytes(0x80, 2, "N)R."), "calls what is no name"],
  [
    "a call with nothing",
    bytes(0x80, 2, "cnumpy\ndtype\nNR."),
    "calls a name with what is no list",
  ],
  ["a state for a name", bytes(0x80, 2, "cnumpy\ndtype\n)b."), "changes what it has made"],
  [
    "a text that is no text",
    bytes(0x80, 2, "c_codecs\nencode\nX", 1, 0, 0, 0, 0xe9, "X", 6, 0, 0, 0, "latin1", 0x86, "R."),
    "calls encode as no picture needs it",
  ],
  ["bytes of which there are 4 GB", bytes(0x80, 4, "B", 255, 255, 255, 255, "."), "ends too soon"],
  [
    "bytes of which there are more than numbers",
    bytes(0x80, 4, 0x8e, ...Array.from({ length: 8 }, () => 255), "."),
    "ends too soon",
  ],
  ["nothing at all", bytes(), "is of protocol 0 or 1, or no pickle"],
  ["a beginning", bytes(0x80), "ends too soon"],
  ["an end without a value", bytes(0x80, 4, "."), "takes what it has not put"],
  ["a mark for a value", bytes(0x80, 4, "(."), "takes what it has not put"],
  ["a list without a mark", bytes(0x80, 4, "Nt."), "takes what it has not put"],
  ["a memory that is empty", bytes(0x80, 4, "h", 7, "."), "recalls what it has not remembered"],
  ["nothing to remember", bytes(0x80, 4, 0x94, "."), "remembers what it has not put"],
  ["one value too many", bytes(0x80, 4, "NN."), "leaves something over"],
  ["more after the end", bytes(0x80, 4, "N.N."), "goes on after its end"],
  ["a tower of marks", bytes(0x80, 4, "(".repeat(65), "."), "stacks up more than 64 values"],
  [
    "a long memory",
    bytes(0x80, 4, "N", ...Array.from({ length: 65 }, (_, at) => bytes("q", at)), "."),
    "remembers more than 64 values",
  ],
  [
    "a long way",
    bytes(0x80, 4, "N", ...Array.from({ length: 200 }, () => bytes("q", 0)), "."),
    "takes more than 200 steps",
  ],
  ["a name as long as a book", bytes(0x80, 2, "c", "x".repeat(300), "\ny\n."), "ends too soon"],
];

for (const [what, program, refused] of HOSTILE) {
  test(`${what} is refused: ${refused}`, () => {
    assert.deepEqual(readPickle(program), { refused });
  });
}

/** A recorded picture with a state of another shape and other data. */
function reshaped(shape: Uint8Array, data: Uint8Array): Uint8Array {
  const [head] = pickleFrame(makeFrame(1, 1, new Uint8Array(3), 0)) as [Uint8Array];
  const message = head.subarray(8 + 2 + 9);
  const at = Buffer.from(message).indexOf(Buffer.of(0x4b, 1, 0x4b, 1, 0x4b, 3, 0x87));
  const from = Buffer.from(message).indexOf(Buffer.of(0x43, 3), at);
  return bytes(
    0x80,
    4,
    message.subarray(0, at),
    shape,
    message.subarray(at + 7, from),
    data,
    0x94,
    "t",
    0x94,
    "b.",
  );
}

test("a picture must be of the size it says, and of one that can be shown", () => {
  const long = (value: number): Uint8Array => {
    const four = Buffer.alloc(4);
    four.writeInt32LE(value);
    return bytes("J", four);
  };
  const refusal = (sizes: readonly number[], data: Uint8Array): unknown =>
    readPickle(reshaped(bytes("(", ...sizes.map(long), "t"), data));
  const three = bytes("C", 3, "abc");
  assert.deepEqual(refusal([1, 1, 4], three), { refused: "has 3 bytes for a picture of 1x1x4" });
  assert.deepEqual(refusal([-1, -1, 3], three), { refused: "has a picture of -1x-1x3" });
  assert.deepEqual(refusal([0, 1, 3], bytes("C", 0)), { refused: "has a picture of 0x1x3" });
  assert.deepEqual(refusal([1, 1, 1, 3], three), { refused: "has an array that is no picture" });
  assert.deepEqual(refusal([], three), { refused: "has an array that is no picture" });
  assert.deepEqual(refusal([3], three), { refused: "has bytes that are no picture" });
  assert.deepEqual(refusal([1, 1, 2], bytes("C", 2, "ab")), {
    refused: "has a picture of 2 channels",
  });
  const wide = MAX_SIDE + 1;
  const row = bytes("B", lengthOf(3 * wide).subarray(0, 4), new Uint8Array(3 * wide));
  assert.deepEqual(refusal([1, wide, 3], row), { refused: `has a picture of ${wide}x1` });
});

test("text is not spelt out over and over", () => {
  const text = new Uint8Array(1 << 20).fill(97);
  const once = bytes("c_codecs\nencode\n", "h", 1, "h", 2, 0x86, "R");
  const program = bytes(0x80, 2, "X", 0, 0, 16, 0, text, "q", 1, "X", 6, 0, 0, 0, "latin1", "q", 2);
  assert.deepEqual(readPickle(bytes(program, once, once, ".")), {
    refused: "spells out more than it has",
  });
});

/** The message for a picture whose byte n is n modulo 251, by width and height: its SHA-256 as Python 3.11 with numpy 1.24 made it. */
const WRITTEN: readonly (readonly [width: number, height: number, sha256: string])[] = [
  [1, 1, "224ffc1de8221c45c27256e55e8cbd51e99ed0f5717f97cfc01daa83e929cc7a"],
  [7, 4, "6c448152e7c9bee47e13923ecb549064ff85c6948cad736cb4a9b052b6f371f6"],
  [17, 5, "3e14f44f49acf0f9af98fd67d5965540a6d4b994fcd230d75c3a41265f226ec6"],
  [86, 1, "3454201f85cd0d913d80c1c2ea8a54faba3bacd6105cf3431991dad5bbd69e42"],
  [21845, 1, "519957da34a789d8bd639870b2da4c7afe1fe9a911a604ef2431882aa1fcd932"],
  [256, 3, "252e67cd2f0081dcb82e102d4380ec913fe5164f86461d7cf44e522b1dcf4ddf"],
  [21846, 1, "ee894116a4bbcdb3aae64b0eeefc95178acfe6f9e1c0c3d8ce2a223611fc061e"],
  [320, 180, "67ff2040dd05b9dce3369d66dade74dd6ffc288621be2c445fc2f8f0786fc80d"],
  [640, 480, "679d884eddbba48ec216b3a9637710487de170a40ca9906e7a3e380474ba7964"],
  [1280, 720, "bb79ec5a707f4ba89a2cd9d4b4d19405fecec7c69bacb9142734d924446e29f5"],
];

for (const [width, height, sha256] of WRITTEN) {
  test(`a picture of ${width}x${height} is written byte for byte as Python writes it`, () => {
    const message = Buffer.concat(pickleFrame(somePicture(width, height)));
    assert.equal(createHash("sha256").update(message).digest("hex"), sha256);
  });
}

/** What a reader makes of chunks. */
function readAll(chunks: Iterable<Uint8Array>): {
  messages: string[];
  fault: unknown;
  begun: boolean;
} {
  const reader = new PickleMessages();
  const messages: string[] = [];
  for (const chunk of chunks) {
    for (const message of reader.push(chunk)) messages.push(Buffer.from(message).toString("hex"));
  }
  return { messages, fault: reader.fault, begun: reader.begun };
}

const narrow = (length: number): Uint8Array => lengthOf(length).subarray(0, 4);
const aRun = fc.array(
  fc.oneof(
    fc.constantFrom(...PICTURES.map(({ pickle }) => pickle), NONE),
    fc
      .tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 40 }))
      .map(([width, height]) => Buffer.concat(pickleFrame(somePicture(width, height))).subarray(8)),
  ),
  { minLength: 1, maxLength: 5, size: "max" },
);

test("messages are the same whole, byte by byte and cut anywhere, with lengths of eight bytes and of four", () => {
  fc.assert(
    fc.property(
      aRun,
      fc.boolean(),
      fc.array(fc.nat(), { maxLength: 20, size: "max" }),
      (run, isNarrow, places) => {
        const stream = Buffer.concat(
          run.flatMap((pickle) => [
            isNarrow ? narrow(pickle.length) : lengthOf(pickle.length),
            pickle,
          ]),
        );
        const expected = run.map((pickle) => Buffer.from(pickle).toString("hex"));
        for (const chunks of [[stream], byteByByte(stream), cutAt(stream, places)]) {
          const { messages, fault, begun } = readAll(chunks);
          assert.equal(fault, undefined);
          assert.deepEqual(messages, expected);
          assert.equal(begun, false);
        }
      },
    ),
    { numRuns: 100, seed: 7 },
  );
});

test("a length beyond the limit takes no memory and ends the stream", () => {
  for (const length of [0, 3, MAX_PICTURE + 1, 2 ** 40]) {
    const { messages, fault } = readAll([
      bytes(lengthOf(length), 0x80, 4, "N."),
      lengthOf(4),
      NONE,
    ]);
    assert.deepEqual(messages, []);
    assert.deepEqual(fault, { refused: `begins with a length of ${length} bytes` });
  }
});

test("nearly right pickles are read or refused, and never throw", () => {
  const roll = new Roll(7);
  const all = [...PICTURES, ...REFUSED].map(({ pickle }) => pickle);
  const met = new Set<string>();
  for (let run = 0; run < 20_000; run++) {
    const read = readPickle(mutate(roll.of(all), roll, roll.of(all)));
    if ("is" in read && read.is === "picture") {
      const { width, height, pixels } = read.frame;
      assert.equal(pixels.length, width * height * 3);
    }
    met.add("refused" in read ? (read.refused.split(" ")[0] as string) : read.is);
  }
  for (const outcome of ["picture", "wants", "uses", "ends", "calls", "has", "takes"])
    assert.ok(met.has(outcome), outcome);
});
