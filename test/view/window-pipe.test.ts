import assert from "node:assert/strict";
import { test } from "node:test";
import { OrderReader, type WindowOrder, writeOrder } from "../../src/view/window-pipe.js";

const ORDERS: readonly (readonly [WindowOrder, Uint8Array])[] = [
  [{ do: "say", lines: ["ringing…", 'a "name"\n'] }, Uint8Array.of()],
  [{ do: "show", window: "remote", width: 2, height: 1 }, Uint8Array.of(10, 13, 0, 10, 255, 10)],
  [{ do: "show", window: "preview", width: 1, height: 1 }, Uint8Array.of(1, 2, 3)],
  [{ do: "clear", window: "preview" }, Uint8Array.of()],
  [{ do: "title", title: "tetatty: Zoë" }, Uint8Array.of()],
];

test("orders and pixels come out whole however the pipe cuts them", () => {
  const bytes = Buffer.concat(
    ORDERS.flatMap(([order, pixels]) => [Buffer.from(writeOrder(order)), pixels]),
  );
  for (let step = 1; step <= bytes.length; step++) {
    const heard: [WindowOrder, Uint8Array][] = [];
    const reader = new OrderReader((order, pixels) => heard.push([order, Uint8Array.from(pixels)]));
    for (let at = 0; at < bytes.length; at += step) reader.push(bytes.subarray(at, at + step));
    assert.deepEqual(heard, ORDERS, `in steps of ${step}`);
  }
});
