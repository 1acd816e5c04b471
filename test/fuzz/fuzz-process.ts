/**
 * The part of a fuzz run that may hang or die: a worker that feeds the targets
 * and leaves the input at hand in memory that the watching thread can read.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { parentPort, workerData } from "node:worker_threads";
import { codecTargets } from "./codec-targets.js";
import { DATAGRAMS } from "./datagram-target.js";
import { DIALECT_TARGETS } from "./dialect-targets.js";
import { Roll } from "./roll.js";
import { Bench, type Orders, type Report, type Slowest } from "./report.js";
import type { Target } from "./target.js";
import { TEXT_TARGETS } from "./text-targets.js";
import { WIRE_TARGETS } from "./wire-targets.js";

/** Longer than any input may take, in milliseconds. */
const HANG = 1000;
/** Before memory is looked at for the first time: by then everything has been loaded and compiled. */
const WARM_UP = 0.2;

const orders = workerData as Orders;
const bench = new Bench(orders.shared);

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

/** Bytes held after everything that can go has gone. */
function heldMemory(): number {
  // Twice: buffers that the first collection lets go of are swept on another thread, and counted until the second.
  collectGarbage();
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

/** A target by its turn: each as often as its weight says. */
function chosen(targets: readonly Target[], roll: Roll): Target {
  let turn = roll.below(targets.reduce((sum, { weight }) => sum + weight, 0));
  return targets.find(({ weight }) => (turn -= weight) < 0) as Target;
}

/** Milliseconds that an input took; one that seems to hang is tried once more by the processor's time, for the machine may have been busy. */
async function timed(target: Target, input: Uint8Array): Promise<{ outcome: string; ms: number }> {
  const before = performance.now();
  const outcome = await target.run(input);
  const ms = performance.now() - before;
  if (ms < HANG) return { outcome, ms };
  const again = process.cpuUsage();
  await target.run(input);
  const least = Math.min(ms, process.cpuUsage(again).user / 1000);
  if (least >= HANG) throw new Error(`takes ${Math.round(least)} ms`);
  return { outcome, ms: least };
}

async function fuzz(): Promise<Report> {
  const all = [
    ...WIRE_TARGETS,
    DATAGRAMS,
    ...DIALECT_TARGETS,
    ...(await codecTargets()),
    ...TEXT_TARGETS,
  ];
  const targets = all.filter(({ name }) => orders.only === undefined || name === orders.only);
  const met = new Map(
    targets.map(({ name, outcomes }) => [name, new Map(outcomes.map((each) => [each, 0]))]),
  );
  let slowest: Slowest = { target: "", bytes: 0, ms: 0 };
  let before: number | undefined;
  let peak = 0;
  const start = performance.now();
  const progress = (run: number): number =>
    Math.max(run / orders.runs, (performance.now() - start) / orders.time);
  let run = 0;
  for (; run < orders.runs && performance.now() - start < orders.time; run++) {
    if (before === undefined && run % 256 === 0 && progress(run) > WARM_UP) before = heldMemory();
    // Each input has a seed of its own, so that it can be had again without those before it.
    const roll = new Roll(orders.seed + run);
    const target = chosen(targets, roll);
    const input = target.make(roll);
    bench.lay(run, target.name, input);
    const { outcome, ms } = await timed(target, input);
    if (ms > slowest.ms) slowest = { target: target.name, bytes: input.length, ms };
    const outcomes = met.get(target.name);
    outcomes?.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    if (run % 4096 === 0) peak = Math.max(peak, process.memoryUsage.rss());
  }
  const after = heldMemory();
  const time = performance.now() - start;
  return { runs: run, time, met, slowest, before: before ?? after, after, peak };
}

/** The same input again, from a file. */
async function replay(name: string, input: Uint8Array): Promise<string> {
  const all = [
    ...WIRE_TARGETS,
    DATAGRAMS,
    ...DIALECT_TARGETS,
    ...(await codecTargets()),
    ...TEXT_TARGETS,
  ];
  const target = all.find((each) => each.name === name);
  if (!target) throw new Error(`no target is called ${name}`);
  bench.lay(0, name, input);
  return (await timed(target, input)).outcome;
}

const result =
  orders.replay && orders.only !== undefined
    ? await replay(orders.only, orders.replay)
    : await fuzz();
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- windows have origins, threads have none
parentPort?.postMessage(result);
