import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { JitterBuffer, MAX_WAITING } from "../../src/voice/jitter-buffer.js";
import { FRAME, FRAME_MS } from "../../src/voice/sound.js";
import { counting, dice, isRising, listen, NotingDecoder, packet } from "./simulated-talk.js";

test("on a perfect line every frame is heard once, in order, and soon", () => {
  const delays: number[] = [];
  const { buffer, decoder } = listen(20_000, {
    trip: () => 30,
    pulled: (now, heard) => now > 5000 && delays.push(heard.delay(now) ?? Number.NaN),
  });
  assert.deepEqual(decoder.asked, counting(0, decoder.asked.length - 1).map(String));
  assert.ok(decoder.asked.length > 990);
  assert.equal(buffer.target, 10);
  assert.ok(Math.max(...delays) <= 45, `${Math.max(...delays)} ms`);
});

test("a lost packet is recovered from the next one, the first of two lost ones is guessed", () => {
  const lost = new Set([30, 40, 41]);
  // Some are late, so that the next one has come when one is missed.
  const trip = (n: number) => (lost.has(n) ? undefined : n % 5 === 4 ? 45 : 20);
  const { buffer, decoder } = listen(2000, { trip });
  const around = (n: number) => decoder.asked.slice(decoder.asked.indexOf(`${n - 1}`)).slice(0, 4);
  assert.deepEqual(around(30), ["29", "fec 30", "31", "32"]);
  assert.deepEqual(around(40), ["39", "plc", "fec 41", "42"]);
  assert.deepEqual([buffer.figures.recovered, buffer.figures.concealed], [2, 1]);
});

test("packets that overtake each other are heard in order, and nothing twice", () => {
  const roll = dice(3);
  const { buffer, decoder } = listen(60_000, { trip: () => 20 + roll() * 60 });
  assert.ok(isRising(decoder.heard));
  assert.ok(decoder.heard.length > 2950, `${decoder.heard.length} of 3000 heard`);
  assert.ok(buffer.target >= 60 && buffer.target <= 90, `target ${buffer.target} ms`);
});

test("an hour with clocks 500 ppm apart leaves the delay where it was", () => {
  for (const ppm of [0, 500, -500]) {
    const roll = dice(3);
    const delays: number[] = [];
    const { buffer } = listen(3_600_000, {
      ppm,
      trip: () => (roll() < 0.01 ? undefined : 15 + roll() * 25 + (roll() < 0.002 ? 120 : 0)),
      pulled: (now, listening) => {
        if (now > 0 && now % 10_000 === 0) delays.push(listening.delay(now) ?? 0);
      },
    });
    const { concealed, starved, jumps, received } = buffer.figures;
    const told = `${ppm} ppm: ${Math.min(...delays)} to ${Math.max(...delays)} ms, ${JSON.stringify(buffer.figures)}`;
    assert.ok(Math.min(...delays) > 10 && Math.max(...delays) < 200, told);
    assert.ok(concealed + starved < received / 500, told);
    assert.equal(jumps, 0, told);
  }
});

test("a line that stalls is caught up with: by stretching what is little, by leaving out what is much", () => {
  for (const [stall, jumps] of [
    [120, 0],
    [900, 1],
  ] as const) {
    let after = 0;
    const { buffer } = listen(12_000, {
      trip: (n) =>
        n >= 200 && n < 200 + stall / FRAME_MS ? 30 + stall - (n - 200) * FRAME_MS : 30,
      pulled: (now, heard) => now > 9000 && (after = Math.max(after, heard.delay(now) ?? 0)),
    });
    assert.equal(buffer.figures.jumps, jumps);
    assert.ok(buffer.figures.shortened > 0);
    assert.ok(
      after <= buffer.target + 45,
      `after ${stall} ms: ${after} ms, target ${buffer.target}`,
    );
  }
});

test("in a pause nothing counts as lost, and the next words wait for the target again", () => {
  const roll = dice(5);
  const { buffer, decoder } = listen(60_000, {
    trip: () => 20 + roll() * 30,
    sent: (n) =>
      n % 100 >= 60 ? undefined : packet(n, { begins: n % 100 === 0, ends: n % 100 === 59 }),
  });
  const { recovered, concealed, starved, received, refused, played } = buffer.figures;
  assert.deepEqual(
    { recovered, concealed, jumps: buffer.figures.jumps },
    { recovered: 0, concealed: 0, jumps: 0 },
  );
  assert.ok(starved + refused < received / 50, JSON.stringify(buffer.figures));
  assert.ok(played > 0.98 * received);
  assert.ok(isRising(decoder.heard));
});

test("a muted microphone is silence, without the noise of the room", () => {
  const decoder = new NotingDecoder();
  const buffer = new JitterBuffer(decoder);
  buffer.put(packet(0), 0);
  buffer.put(packet(1, { data: new Uint8Array(0), ends: true }), 20);
  let now = 0;
  for (; now < 120; now += FRAME_MS) buffer.pull(FRAME, now);
  assert.deepEqual(decoder.asked, ["0"]);
  assert.ok(buffer.pull(FRAME, now).every((sample) => sample === 0));
});

test("it tells when what is heard was said, by the sender's clock", () => {
  const { buffer } = listen(1000, {
    trip: () => 30,
    sent: (n) => packet(n, { capturedAt: 70_000 + n * FRAME_MS }),
    pulled: (now, heard) => {
      const age = heard.delay(now);
      if (age === undefined) return;
      assert.ok(Math.abs((heard.position as number) - (70_000 + now - 30 - age)) < 1e-6);
    },
  });
  assert.ok(buffer.position);
});

test("a pause is one even if the packet that announced it got lost", () => {
  const { buffer, decoder } = listen(4000, {
    trip: (n) => (n === 59 ? undefined : 20),
    sent: (n) => (n < 60 || n >= 80 ? packet(n, { begins: n === 80, ends: n === 59 }) : undefined),
  });
  assert.deepEqual(
    [buffer.figures.recovered, buffer.figures.concealed, buffer.figures.jumps],
    [0, 0, 0],
  );
  assert.deepEqual(decoder.heard.slice(0, 62), [...counting(0, 58), 80, 81, 82]);
});

test("a second after the last packet nothing is expected any more", () => {
  for (const [silence, expected] of [
    [900, true],
    [1200, false],
  ] as const) {
    const { buffer } = listen(1000 + silence, { trip: (n) => (n < 50 ? 0 : undefined) });
    assert.equal(buffer.delay(1000 + silence) !== undefined, expected);
  }
});

test("who comes back with another count is heard after a fifth of a second", () => {
  const { buffer, decoder } = listen(6000, {
    trip: (n) => (n >= 100 && n < 180 ? undefined : 20),
    sent: (n) => packet(n < 180 ? n : n + 5_000_000),
  });
  assert.ok(isRising(decoder.heard));
  assert.equal(decoder.heard.at(-1), 5_000_298);
  assert.equal(buffer.figures.refused, 9);
});

test("one stray packet changes nothing", () => {
  const stray = 4_000_000_000;
  const { buffer, decoder } = listen(4000, {
    trip: () => 20,
    sent: (n) => packet(n === 50 ? stray : n),
  });
  assert.ok(!decoder.heard.includes(stray));
  assert.deepEqual([buffer.figures.refused, buffer.figures.recovered], [1, 1]);
});

/** What a peer may send: nearly right numbers, doubles, leaps, flags in any order, bytes that are no speech. */
const anyPacket = fc.record({
  wait: fc.oneof({ weight: 8, arbitrary: fc.nat(30) }, { weight: 1, arbitrary: fc.nat(5000) }),
  sequence: fc.oneof(
    { weight: 12, arbitrary: fc.nat(300) },
    { weight: 1, arbitrary: fc.nat(2 ** 32 - 1) },
  ),
  begins: fc.boolean(),
  ends: fc.boolean(),
  bytes: fc.constantFrom(4, 4, 4, 0, 3),
});

test("whatever comes, every pull is answered in full and no more waits than may", () => {
  fc.assert(
    fc.property(
      fc.array(anyPacket, { maxLength: 400 }),
      fc.infiniteStream(fc.integer({ min: 1, max: 2500 })),
      (sent, sizes) => {
        const buffer = new JitterBuffer(new NotingDecoder());
        let now = 0;
        for (const { wait, sequence, begins, ends, bytes } of sent) {
          now += wait;
          buffer.put(packet(sequence, { begins, ends, data: new Uint8Array(bytes) }), now);
          assert.ok(buffer.waiting <= MAX_WAITING);
          const count = sizes.next().value as number;
          assert.equal(buffer.pull(count, now).length, count);
          assert.ok(buffer.target >= 10 && buffer.target <= 400);
        }
      },
    ),
    { seed: 11, numRuns: 200 },
  );
});

test("however a count of packets arrives, playing never goes back", () => {
  const anArrival = fc.record({ sequence: fc.nat(80), wait: fc.nat(40) });
  fc.assert(
    fc.property(fc.array(anArrival, { minLength: 1, maxLength: 200 }), (arrivals) => {
      const decoder = new NotingDecoder();
      const buffer = new JitterBuffer(decoder);
      let now = 0;
      for (const { sequence, wait } of arrivals) {
        now += wait;
        buffer.put(packet(sequence), now);
        buffer.pull(480, now);
      }
      for (const end = now + 4000; now < end; now += 10) buffer.pull(480, now);
      assert.ok(isRising(decoder.heard), decoder.asked.join(" "));
      assert.equal(buffer.waiting, 0);
    }),
    { seed: 12, numRuns: 300 },
  );
});
