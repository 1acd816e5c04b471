import assert from "node:assert/strict";
import { test } from "node:test";
import { Filling } from "../../src/wire/filling.js";

test("a promise is kept however its bytes come, and takes no memory before they do", () => {
  const length = 5_000_000;
  const filling = new Filling(length);
  assert.ok(filling.bytes.length <= 1024 * 1024, "memory for a promise");
  const chunk = Uint8Array.from({ length: 65_521 }, (_, at) => at % 251);
  let taken = 0;
  while (!filling.isFull) taken += filling.take(chunk);
  assert.equal(taken, length);
  assert.equal(filling.take(chunk), 0);
  assert.equal(filling.bytes.length, length);
  const isRight = filling.bytes.every((byte, at) => byte === (at % chunk.length) % 251);
  assert.ok(isRight, "bytes were lost on the way");
});

test("what came once is set aside at once", () => {
  assert.equal(new Filling(3_000_000, 3_000_000).bytes.length, 3_000_000);
  assert.equal(new Filling(10, 3_000_000).bytes.length, 10);
});
