import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import { Mailbox } from "../../src/util/mailbox.js";

async function collect(box: Mailbox<number>): Promise<readonly number[]> {
  const all: number[] = [];
  for await (const value of box) all.push(value);
  return all;
}

test("everything is read, in order, whenever it was put", async () => {
  const box = new Mailbox<number>();
  box.put(1);
  const reading = collect(box);
  await turn();
  box.put(2);
  box.put(3);
  await turn();
  box.put(4);
  box.end();
  box.put(5);
  assert.deepEqual(await reading, [1, 2, 3, 4]);
});

test("a reader that waits learns of the end", async () => {
  const box = new Mailbox<number>();
  const reading = collect(box);
  await turn();
  box.end();
  assert.deepEqual(await reading, []);
});

test("what is drained is not read", async () => {
  const box = new Mailbox<number>();
  box.put(1);
  box.put(2);
  assert.equal(box.size, 2);
  assert.deepEqual(box.drain(), [1, 2]);
  box.put(3);
  box.end();
  assert.deepEqual(await collect(box), [3]);
});
