/**
 * Thousands of calls in one process: memory after a collection, sockets and
 * timers along the way. Exits 1 if any of them grows.
 *
 *     npm run soak -- [calls]
 */
import { resources, Soak } from "../app/soak.js";

const cycles = Number(process.argv[2] ?? 10_000);
/** Bytes that memory may differ from what it was after the first tenth. */
const MOST_GROWTH = 4 * 2 ** 20;

interface Reading {
  readonly heap: number;
  readonly rss: number;
  readonly open: number;
}

const size = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;

async function read(done: number): Promise<Reading> {
  await new Promise((resolve) => setTimeout(resolve, 300)); // the last goodbyes
  if (!globalThis.gc) throw new Error("run node with --expose-gc");
  globalThis.gc();
  await new Promise((resolve) => setTimeout(resolve, 100)); // what finalizers let go of
  globalThis.gc();
  const { heapUsed, external, rss } = process.memoryUsage();
  const counts = resources();
  const open = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const kinds = Array.from(counts, ([kind, count]) => `${count} ${kind}`).join(", ");
  process.stdout.write(
    `${done} calls: ${size(heapUsed + external)} of JavaScript, ${size(rss)} resident; ${kinds}\n`,
  );
  return { heap: heapUsed + external, rss, open };
}

await using soak = await Soak.begin();
const readings: Reading[] = [];
const start = performance.now();
for (let done = 0; done <= cycles; done++) {
  if (done > 0 && done % Math.ceil(cycles / 10) === 0) readings.push(await read(done));
  await soak.cycle(done);
}
const seconds = (performance.now() - start) / 1000;
const [first, last] = [readings[0], readings.at(-1)];
process.stdout.write(`${(cycles / seconds).toFixed(0)} calls a second\n`);
if (first && last && (last.heap - first.heap > MOST_GROWTH || last.open > first.open)) {
  process.stdout.write("FAILED: it grows\n");
  process.exitCode = 1;
}
