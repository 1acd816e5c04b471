/**
 * `npm run fuzz`: nearly right inputs against everything that reads what
 * strangers send. Repeatable; exits 1, with the input in a file, on a throw, a
 * hang, growing memory, or an outcome that a long run never met.
 */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { Bench, type Orders, type Report, SCRATCH } from "./report.js";

/** What an input may take of the processor, and what of time on a machine that is busy elsewhere; milliseconds. */
const HANG = 2500;
const STUCK = 30_000;
const LOOK_INTERVAL = 250;
/** JavaScript memory may grow by so many bytes, and the whole process may hold so many. */
const MOST_GROWTH = 16 * 2 ** 20;
const MOST_HELD = 512 * 2 ** 20;
/** A run of fewer inputs may miss an outcome by chance. */
const LONG_RUN = 60_000;

const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    runs: { type: "string", default: "1000000" },
    seconds: { type: "string", default: "86400" },
    target: { type: "string" },
    replay: { type: "string" },
  },
});

const orders: Orders = {
  seed: Number(values.seed),
  runs: Number(values.runs),
  time: Number(values.seconds) * 1000,
  only: values.target,
  replay: values.replay === undefined ? undefined : readFileSync(values.replay),
  shared: new SharedArrayBuffer(Bench.BYTES),
};
const bench = new Bench(orders.shared);
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const megabytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

/** Why a run with this report failed; nothing if it did not. */
function complaints(report: Report): readonly string[] {
  const never =
    report.runs < LONG_RUN
      ? []
      : Array.from(report.met).flatMap(([target, outcomes]) =>
          Array.from(outcomes).flatMap(([outcome, times]) =>
            times === 0 ? [`${target}: never met "${outcome}"`] : [],
          ),
        );
  const grew = report.after - report.before > MOST_GROWTH ? ["memory grows"] : [];
  const held = report.peak > MOST_HELD ? [`the process held ${megabytes(report.peak)}`] : [];
  return [...never, ...grew, ...held];
}

function tell(report: Report): void {
  const { runs, time, slowest, before, after, peak } = report;
  say(
    `${runs} inputs in ${(time / 1000).toFixed(1)} s, ${Math.round((runs * 1000) / time)} a second`,
  );
  for (const [target, outcomes] of report.met) {
    const counts = Array.from(outcomes, ([outcome, times]) => `${outcome} ${times}`);
    say(`  ${target}: ${counts.join(", ")}`);
  }
  say(`slowest: ${slowest.ms.toFixed(1)} ms, ${slowest.bytes} bytes for ${slowest.target}`);
  say(`memory: ${megabytes(before)} before, ${megabytes(after)} after; process ${megabytes(peak)}`);
}

/** Leaves with the input at hand in a file. */
function fail(why: string): never {
  const { target, input, run } = bench;
  const path = join(tmpdir(), `tetatty-fuzz-${target}-${orders.seed + run - 1}.bin`);
  writeFileSync(path, input);
  say(`FAILED: ${target}: ${why}`);
  say(`again: node dist/test/fuzz/fuzz-cli.js --target ${target} --replay ${path}`);
  process.exit(1);
}

/** Ends the program when one input takes too long, by the processor's time rather than the wall's. */
function watch(): NodeJS.Timeout {
  let [run, since, cpu] = [0, performance.now(), process.cpuUsage()];
  return setInterval(() => {
    if (bench.run !== run) [run, since, cpu] = [bench.run, performance.now(), process.cpuUsage()];
    const spent = process.cpuUsage(cpu).user / 1000;
    if (run > 0 && (spent > HANG || performance.now() - since > STUCK)) fail("hangs");
  }, LOOK_INTERVAL);
}

process.once("exit", () => rmSync(SCRATCH, { force: true }));
const worker = new Worker(join(import.meta.dirname, "fuzz-process.js"), { workerData: orders });
const timer = watch();
worker.once("error", (error: Error) => fail(String(error.stack)));
worker.once("message", (result: Report | string) => {
  clearInterval(timer);
  if (typeof result === "string") return say(`became: ${result}`);
  tell(result);
  const found = complaints(result);
  for (const each of found) say(`FAILED: ${each}`);
  process.exitCode = found.length === 0 ? 0 : 1;
});
