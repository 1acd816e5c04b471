import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "../rig/until.js";
import { resources, Soak } from "./soak.js";

const CYCLES = 120;
const sockets = (): number => resources().get("TCPSocketWrap") ?? 0;

test(`${CYCLES} calls of every kind leave no socket and no listener behind`, async () => {
  const warnings: string[] = [];
  const warned = (warning: Error): unknown => warnings.push(String(warning));
  process.on("warning", warned);
  {
    await using soak = await Soak.begin();
    for (let cycle = 0; cycle < CYCLES; cycle++) await soak.cycle(cycle);
    await until("all sockets are closed while the telephones wait for more", () => sockets() === 0);
  }
  process.off("warning", warned);
  await until("nobody listens", () => !resources().has("TCPServerWrap"));
  // Too many listeners on one emitter, say.
  assert.deepEqual(warnings, []);
});
