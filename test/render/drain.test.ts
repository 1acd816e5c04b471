import assert from "node:assert/strict";
import { test } from "node:test";
import { Drain } from "../../src/render/drain.js";

/** Bytes a millisecond. */
const LINE = 100;
/** The kernel's: who waits for room is woken when half of it is empty. */
const BUFFER = 22_000;

/** A terminal that answers nothing gets so many bytes 30 times a second for four seconds. */
function deafAt(bytes: (rate: number) => number): Drain {
  const drain = new Drain();
  let held = 0;
  let last = 0;
  for (let sent = 0; sent < 4000;) {
    held = Math.max(0, held - LINE * (sent - last));
    const size = bytes(drain.rate);
    const waits = held + size > BUFFER ? (held + size - BUFFER / 2) / LINE : 0;
    held += size - LINE * waits;
    last = sent + waits;
    drain.accepted(size, sent, last);
    sent = Math.max(last, sent + 1000 / 30);
  }
  return drain;
}

test("a buffer in between does not make a slow line seem fast, though it takes most things at once", () => {
  const { rate } = deafAt(() => 5000);
  assert.ok(Math.abs(rate - 100e3) < 10e3, `${rate}`);
});

test("a buffer that always has room says that the line is fast", () => {
  assert.ok(deafAt(() => 2000).rate > 1e6);
});
