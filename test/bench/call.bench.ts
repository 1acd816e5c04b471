/**
 * Two headless peers on loopback with a video each: rate, age, memory and
 * processor time, the children that hold the cameras included.
 *
 *     npm run build && node dist/test/bench/call.bench.js [seconds] [source]
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Peer } from "../rig/peer.js";
import { cpuSeconds } from "./processor.js";

const seconds = Number(process.argv[2] ?? 60);
const source = process.argv[3] ?? "pattern:ball";

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

await using ann = await Peer.listening("--auto-answer", "--source", source, "--size", "160x90");
await using bob = await Peer.listening("--source", source, "--size", "160x90");
bob.type(`call ${ann.address}`);
await Promise.all([ann.is("live"), bob.is("live")]);
await sleep(6000); // a warm JIT, and ages of a call that is under way
const pids = [ann.child.pid ?? 0, bob.child.pid ?? 0];
const before = pids.map(cpuSeconds);
const skip = ann.stats.length;
await sleep(seconds * 1000);
const after = pids.map(cpuSeconds);
for (const [index, peer] of [ann, bob].entries()) {
  const stats = peer.stats.slice(skip);
  const column = (name: string): number[] => stats.map((line) => line[name] ?? Number.NaN);
  const cpu = (((after[index] ?? 0) - (before[index] ?? 0)) / seconds) * 100;
  const memory = column("rssMb");
  process.stdout.write(
    [
      `peer ${index + 1}: ${median(column("fpsIn"))} fps, least ${Math.min(...column("fpsIn"))}`,
      `age p50 ${median(column("ageMsP50"))} ms, worst p99 ${Math.max(...column("ageMsP99"))} ms`,
      `${median(column("width"))}x${median(column("height"))}`,
      `${Math.round(median(column("kbpsIn")))} kbit/s in`,
      `memory ${memory[0]} -> ${memory.at(-1)} MiB`,
      `cpu ${cpu.toFixed(1)} % of a core\n`,
    ].join("; "),
  );
}
