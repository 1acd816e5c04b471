import assert from "node:assert/strict";
import { test } from "node:test";
import { Outlet } from "../../src/camera/outlet.js";
import type { Frame } from "../../src/frame/frame.js";

const frame = (n: number): Frame => ({
  width: 1,
  height: 1,
  pixels: new Uint8Array(3),
  capturedAt: n,
});

test("a late reader gets the newest, and only that", async () => {
  const outlet = new Outlet();
  for (const n of [1, 2, 3]) outlet.put(frame(n));
  const frames = outlet.frames(new AbortController().signal);
  assert.equal((await frames.next()).value?.capturedAt, 3);
  outlet.end();
  assert.equal((await frames.next()).done, true);
});

test("a forgotten picture does not reach a reader who waits already", async () => {
  const outlet = new Outlet();
  const next = outlet.frames(new AbortController().signal).next();
  outlet.put(frame(1));
  outlet.forget();
  await new Promise((resolve) => setImmediate(resolve));
  outlet.put(frame(2));
  assert.equal((await next).value?.capturedAt, 2);
});

test("an aborted reader ends, also while it waits", async () => {
  const outlet = new Outlet();
  const stop = new AbortController();
  const next = outlet.frames(stop.signal).next();
  stop.abort();
  assert.equal((await next).done, true);
});

test("every change of the status is told", () => {
  const outlet = new Outlet();
  let told = 0;
  const watch = outlet.onChange(() => told++);
  outlet.report({ at: "live", native: { width: 1, height: 1 } });
  assert.equal(outlet.status.at, "live");
  watch[Symbol.dispose]();
  outlet.report({ at: "opening" });
  assert.equal(told, 1);
});
