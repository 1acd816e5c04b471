import assert from "node:assert/strict";
import { test } from "node:test";
import { type Flight, LineRate } from "../../src/call/line-rate.js";

/** Milliseconds there and back, and a line that takes 125 bytes in each: 1 Mbit/s. */
const WAY = 50;
const SPEED = 125;

/** A sender that knows its line from a ping; records of `bytes` leave at `at`, all at once. */
class Sender {
  readonly rate = new LineRate();
  #end = 0;
  #freeAt = 0;

  constructor() {
    this.rate.returned(WAY, 0);
  }

  leave(at: number, bytes: number): Flight {
    this.#end += bytes;
    const waiting = Math.max(0, this.#freeAt - at) * SPEED;
    this.#freeAt = Math.max(this.#freeAt, at) + bytes / SPEED;
    return { bytes, end: this.#end, ahead: waiting + bytes, at };
  }

  /** When the last record that left is acknowledged at the soonest. */
  get back(): number {
    return this.#freeAt + WAY;
  }
}

const within = (value: number, expected: number, share: number): void =>
  assert.ok(Math.abs(value / expected - 1) <= share, `${value} instead of ${expected}`);

test("a line's rate is known from pictures that fill a third of it", () => {
  const sender = new Sender();
  for (let at = 100; at < 1100; at += 33) {
    const parts = [sender.leave(at, 700)];
    const first = sender.back;
    parts.push(sender.leave(at, 700));
    sender.rate.landed(parts.slice(0, 1), first);
    sender.rate.landed(parts.slice(1), sender.back);
  }
  within(sender.rate.bytesPerSecond, SPEED * 1000, 0.02);
});

test("a pause is forgotten: a line is no slower because little went over it", () => {
  const sender = new Sender();
  sender.rate.landed([sender.leave(100, 5000)], sender.back);
  sender.rate.landed([sender.leave(9000, 32)], sender.back + 3);
  within(sender.rate.bytesPerSecond, SPEED * 1000, 0.02);
});

test("a peer that was busy makes a line no slower for a second, and one that answers in bursts no faster", () => {
  const sender = new Sender();
  const send = (at: number, delay: number): void =>
    sender.rate.landed([sender.leave(at, 1000), sender.leave(at, 1000)], sender.back + delay);
  send(100, 0);
  for (let at = 133; at < 1000; at += 33) send(at, 15);
  within(sender.rate.bytesPerSecond, SPEED * 1000, 0.02);
  // Ten pictures' acknowledgements at once.
  const held = Array.from({ length: 10 }, (_, n) => sender.leave(1000 + n * 33, 2000));
  sender.rate.landed(held, sender.back + 10);
  assert.ok(sender.rate.bytesPerSecond <= SPEED * 1000 * 1.02);
});

test("a line whose way alone was not seen for long is not taken for a faster one", () => {
  const sender = new Sender();
  for (let at = 0; at < 60_000; at = sender.back) {
    const flight = sender.leave(at, 1250);
    sender.rate.landed([flight], sender.back);
    if (at > 1000) within(sender.rate.bytesPerSecond, SPEED * 1000, 0.1);
  }
});

test("what should have come back and has not makes the line slower at once, and less so when peers are usually late", () => {
  const sender = new Sender();
  const flight = (at: number): Flight => sender.leave(at, 3000);
  for (let at = 100; at < 2000; at += 100) sender.rate.landed([flight(at)], sender.back);
  const lost = flight(2000);
  const expected = sender.back;
  assert.equal(sender.rate.misses(lost, expected + 5), false);
  assert.equal(sender.rate.misses(lost, expected + 100), true);
  within(sender.rate.bytesPerSecond, (3000 + 1300) / (0.024 + 0.1), 0.05);
  // It stays missed, and the line becomes slower with every moment.
  assert.equal(sender.rate.misses(lost, expected + 200), true);
  const slow = (3000 + 1300) / (0.024 + 0.2);
  within(sender.rate.bytesPerSecond, slow, 0.05);
  // How fast it was before counts no more.
  sender.rate.landed([lost], expected + 201);
  within(sender.rate.bytesPerSecond, slow, 0.05);

  const patient = new Sender();
  for (let at = 100; at < 4000; at += 100)
    patient.rate.landed([patient.leave(at, 3000)], patient.back + 40 * ((at / 100) % 2));
  assert.equal(patient.rate.misses(patient.leave(4000, 3000), patient.back + 45), false);
});

test("three pings that took much longer are a longer way; one is not", () => {
  const { rate } = new Sender();
  const trips = (count: number): void => {
    for (let n = 0; n < count; n++) rate.returned(WAY + 100, 1000 * n);
  };
  const flight = { bytes: 1200, end: 1200, ahead: 1200, at: 3000 };
  trips(1);
  assert.equal(rate.misses(flight, 3000 + WAY + 100), true);
  trips(2);
  assert.equal(rate.misses({ ...flight, end: 2400 }, 3000 + WAY + 100), false);
});
