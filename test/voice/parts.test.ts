import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Framer } from "../../src/voice/framer.js";
import { Gate } from "../../src/voice/gate.js";
import { amplified, FLOOR, Level, SilenceWatch } from "../../src/voice/level.js";
import { Mouth } from "../../src/voice/mouth.js";
import { Pacer } from "../../src/voice/pacer.js";
import { FRAME, FRAME_MS, PER_MS, RATE } from "../../src/voice/sound.js";

test("a level rises at once and falls by 40 dB a second", () => {
  const level = new Level();
  assert.equal(level.db, FLOOR);
  level.take(Int16Array.of(0, -3277, 5));
  assert.ok(Math.abs(level.db + 20) < 0.01);
  level.take(new Int16Array(RATE / 2));
  assert.ok(Math.abs(level.db + 40) < 0.01);
  level.take(new Int16Array(RATE));
  assert.equal(level.db, FLOOR);
});

test("a dead microphone is told from a quiet room", () => {
  const watch = new SilenceWatch();
  watch.take(new Int16Array(3 * RATE).fill(1));
  assert.equal(watch.silentFor, 3000);
  watch.take(Int16Array.of(0, -2));
  assert.equal(watch.silentFor, 0);
  watch.take(new Int16Array(RATE));
  watch.reset();
  assert.equal(watch.silentFor, 0);
});

/** The share of what a device delivers, `block` samples `every` so many milliseconds, that there is time for. */
function kept(block: number, every: number, blocks: number): number {
  const pacer = new Pacer();
  let sum = 0;
  for (let n = 1; n <= blocks; n++) sum += pacer.take(new Int16Array(block), n * every).length;
  assert.equal(pacer.floods(blocks * every), sum < block * blocks);
  return sum / (block * blocks);
}

test("a device whose clock is fast, or that stood still, loses nothing; ten times too much is cut", () => {
  assert.equal(kept(FRAME + 10, FRAME_MS, 60 * 50), 1);
  assert.equal(kept(RATE, 1000, 60), 1, "what comes once a second");
  assert.ok(kept(10 * FRAME, FRAME_MS, 60 * 50) < 0.105);
});

test("what is made louder than loudest is cut off, not turned over", () => {
  const loud = Int16Array.of(20_000, -20_000, 10);
  assert.deepEqual(amplified(loud, 2), Int16Array.of(32_767, -32_768, 20));
  assert.equal(amplified(loud, 1), loud);
});

test("however blocks are cut, frames hold every sample in order, stamped with when it was heard", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 1, max: 2500 }), { minLength: 1, maxLength: 40 }),
      (cuts) => {
        const framer = new Framer();
        let said = 0;
        let heard = 0;
        for (const count of cuts) {
          const block = Int16Array.from({ length: count }, (_, n) => (said + n) % 30_000);
          for (const { samples, sequence, at } of framer.take(block, 1000 + said / PER_MS)) {
            assert.equal(samples.length, FRAME);
            assert.ok(samples.every((sample, n) => sample === (heard + n) % 30_000));
            assert.equal(sequence * FRAME, heard);
            assert.ok(Math.abs(at - (1000 + heard / PER_MS)) < 1e-6);
            heard += FRAME;
          }
          said += count;
        }
        assert.ok(said - heard < FRAME);
      },
    ),
    { seed: 5 },
  );
});

test("what a device swallowed counts, and half a frame from before is not mixed with what came after", () => {
  const framer = new Framer();
  const half = new Int16Array(FRAME / 2).fill(1);
  assert.deepEqual([...framer.take(half, 0)], []);
  const [frame] = framer.take(new Int16Array(FRAME).fill(2), 1010);
  assert.deepEqual(frame, { samples: new Int16Array(FRAME).fill(2), sequence: 50, at: 1010 });
  const [next] = framer.take(new Int16Array(FRAME), 1010 + FRAME_MS + 60);
  assert.equal(next?.sequence, 51);
});

test("a pause is announced by its first packet, and what follows it says so", () => {
  const gate = new Gate();
  const said = { data: Uint8Array.of(1, 2, 3), unsaid: false };
  const unsaid = { data: Uint8Array.of(9), unsaid: true };
  const passed = [unsaid, said, said, unsaid, unsaid, said, undefined, undefined, said].map(
    (coded, sequence) => {
      const frame = { samples: new Int16Array(FRAME), sequence, at: 100 + sequence };
      const packet = gate.pass(frame, coded);
      if (!packet) return "-";
      assert.deepEqual([packet.sequence, packet.capturedAt], [sequence, 100 + sequence]);
      return `${packet.data.length}${packet.begins ? "b" : ""}${packet.ends ? "e" : ""}`;
    },
  );
  assert.deepEqual(passed, ["-", "3b", "3", "1e", "-", "3b", "0e", "-", "3b"]);
});

test("a held key is heard until its repeats stop, and only where one must be held", () => {
  const mouth = new Mouth();
  assert.equal(mouth.isOpen(0), true);
  mouth.toggleMuted();
  mouth.press(0);
  assert.deepEqual([mouth.muted, mouth.isOpen(1)], [true, false]);
  mouth.togglePushToTalk();
  assert.equal(mouth.isOpen(1), false);
  mouth.press(1000);
  assert.deepEqual([mouth.isOpen(1699), mouth.isOpen(1700)], [true, false]);
  mouth.press(2000);
  for (let now = 2500; now < 4000; now += 33) mouth.press(now);
  assert.deepEqual([mouth.isOpen(4200), mouth.isOpen(4300)], [true, false]);
});

test("the switch leaves push-to-talk as it was before", () => {
  const mouth = new Mouth();
  mouth.togglePushToTalk();
  mouth.toggleMuted();
  assert.deepEqual([mouth.pushToTalk, mouth.muted, mouth.isOpen(0)], [false, false, true]);
});
