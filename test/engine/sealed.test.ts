import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { Opener, Sealer, SECRET_BYTES } from "../../src/engine/sealed.js";
import { aSound } from "../wire/samples.js";

const SECRET = new Uint8Array(SECRET_BYTES).map((_, n) => n * 7);

test("what one end seals the other opens, and nobody else", () => {
  const said = fc.tuple(fc.boolean(), fc.option(aSound, { nil: undefined }));
  fc.assert(
    fc.property(fc.array(said, { minLength: 1, maxLength: 8 }), (all) => {
      const sealer = new Sealer(SECRET, true);
      const opener = new Opener(SECRET, true);
      for (const [number, [hears, sound]] of all.entries()) {
        const bytes = sealer.seal(hears, sound);
        assert.deepEqual(opener.open(bytes), { number, hears, sound });
        assert.equal(new Opener(SECRET, false).open(bytes), undefined);
        assert.equal(new Opener(randomBytes(SECRET_BYTES), true).open(bytes), undefined);
      }
    }),
    { seed: 8, numRuns: 50 },
  );
});

const sound = { type: "sound", capturedAt: 1, begins: false, ends: false } as const;

test("a datagram of which any byte was changed, added or taken away is none", () => {
  const sealer = new Sealer(SECRET, false);
  const opener = new Opener(SECRET, false);
  const data = Uint8Array.of(1, 2);
  for (let sequence = 9; sequence < 15; sequence++) {
    const bytes = sealer.seal(true, { ...sound, sequence, data });
    for (let at = 0; at < bytes.length; at++) {
      assert.equal(opener.open(bytes.map((byte, n) => (n === at ? byte ^ 1 : byte))), undefined);
      assert.equal(opener.open(bytes.subarray(0, at)), undefined);
    }
    assert.equal(opener.open(new Uint8Array([...bytes, 0])), undefined);
    assert.equal(opener.open(bytes)?.sound?.sequence, sequence);
  }
  assert.equal(opener.open(new Uint8Array(70_000)), undefined);
});

test("no number seals the same words the same way, and no words show", () => {
  const sealer = new Sealer(SECRET, true);
  const data = new TextEncoder().encode("in the open?");
  // The first of a run are long, and differ in more than what is said.
  const sealed = [9, 10, 11, 12, 13].map((sequence) =>
    Buffer.from(sealer.seal(true, { ...sound, sequence, data })).toString("latin1"),
  );
  assert.notEqual(sealed[3]?.slice(2), sealed[4]?.slice(2));
  for (const bytes of sealed) assert.ok(!bytes.includes("open"));
});
