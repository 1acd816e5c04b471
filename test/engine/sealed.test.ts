import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { Sealed, SECRET_BYTES } from "../../src/engine/sealed.js";
import { aSound } from "../wire/samples.js";

const SECRET = new Uint8Array(SECRET_BYTES).map((_, n) => n * 7);

test("what one end seals the other opens, and nobody else", () => {
  fc.assert(
    fc.property(
      fc.nat(2 ** 32 - 1),
      fc.boolean(),
      fc.option(aSound, { nil: undefined }),
      (number, hears, sound) => {
        const bytes = new Sealed(SECRET, true).seal({ number, hears, sound });
        assert.deepEqual(new Sealed(SECRET, true).open(bytes), { number, hears, sound });
        assert.equal(new Sealed(SECRET, false).open(bytes), undefined);
        assert.equal(new Sealed(randomBytes(SECRET_BYTES), true).open(bytes), undefined);
      },
    ),
    { seed: 8, numRuns: 50 },
  );
});

test("a datagram of which any byte was changed, added or taken away is none", () => {
  const end = new Sealed(SECRET, false);
  const sound = { type: "sound", sequence: 9, capturedAt: 1, begins: true, ends: false } as const;
  const bytes = end.seal({
    number: 5,
    hears: true,
    sound: { ...sound, data: Uint8Array.of(1, 2) },
  });
  for (let at = 0; at < bytes.length; at++) {
    assert.equal(end.open(bytes.map((byte, n) => (n === at ? byte ^ 1 : byte))), undefined);
    assert.equal(end.open(bytes.subarray(0, at)), undefined);
  }
  assert.equal(end.open(new Uint8Array([...bytes, 0])), undefined);
  assert.equal(end.open(new Uint8Array(70_000)), undefined);
});

test("no number seals the same words the same way, and no words show", () => {
  const end = new Sealed(SECRET, true);
  const data = new TextEncoder().encode("in the open?");
  const sound = {
    type: "sound",
    sequence: 9,
    capturedAt: 1,
    begins: true,
    ends: false,
    data,
  } as const;
  const [one, other] = [1, 2].map((number) =>
    Buffer.from(end.seal({ number, hears: true, sound }))
      .subarray(4)
      .toString("latin1"),
  );
  assert.notEqual(one, other);
  assert.ok(!one?.includes("open"));
});
