import assert from "node:assert/strict";
import { test } from "node:test";
import { Changes } from "../../src/util/changes.js";

test("each subscription is told until it is undone, the same listener twice if it likes", () => {
  const changes = new Changes();
  let told = 0;
  const listener = (): void => void told++;
  const first = changes.onChange(listener);
  const second = changes.onChange(listener);
  changes.tell();
  assert.equal(told, 2);
  first[Symbol.dispose]();
  first[Symbol.dispose]();
  changes.tell();
  assert.equal(told, 3);
  second[Symbol.dispose]();
  changes.tell();
  assert.equal(told, 3);
});

test("a listener may leave while it is told", () => {
  const changes = new Changes();
  let told = 0;
  const once = changes.onChange(() => {
    told++;
    once[Symbol.dispose]();
  });
  changes.onChange(() => void told++);
  changes.tell();
  changes.tell();
  assert.equal(told, 3);
});
