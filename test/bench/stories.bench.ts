/**
 * Thousands of random stories of two telephones on a line that does its
 * worst, on a fake clock. A story that ends badly is printed, as short as it
 * can be told, with the seed that tells it again.
 *
 *     npm run build && node dist/test/bench/stories.bench.js [stories] [seed]
 */
import fc from "fast-check";
import { agreement, type Met, survival } from "../app/stories.js";

const numRuns = Number(process.argv[2] ?? 1000);
const seed = Number(process.argv[3] ?? 1);
const met: Met = { resumed: 0, live: 0, idle: 0 };
const start = performance.now();
await fc.assert(survival(met), { numRuns, seed });
await fc.assert(agreement(met), { numRuns, seed });
const seconds = Math.round((performance.now() - start) / 1000);
process.stdout.write(
  `${2 * numRuns} stories in ${seconds} s: calls taken up again ${met.resumed} times; ` +
    `in the end ${numRuns + met.live} talked and ${met.idle} did not\n`,
);
