/**
 * Calls over lines on a fake clock, so that no busy machine is in the figures:
 * the whole way out with pictures of usual sizes, and receivers that
 * acknowledge. Takes two seconds.
 *
 *     npm run build && node dist/test/bench/lines.bench.js
 */
import type { QualityLimits } from "../../src/call/quality.js";
import { type PlayedCall, playCall } from "../app/shaped-call.js";

const MBIT = 1e6;
const ROUND_TRIP = 50;

const at = (values: readonly number[], share: number): string => {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0);
};

/** Pictures and words of both sides between two moments. */
function show(name: string, { sides, steps }: PlayedCall, from: number, to: number): void {
  const here = sides.flatMap(({ arrived }) =>
    arrived.filter((each) => each.at >= from && each.at < to),
  );
  const ages = here.map(({ age }) => age);
  const words = sides.flatMap((side) => side.words.map((took) => took - ROUND_TRIP / 2));
  const fps = (here.length * 1000) / (to - from) / sides.length;
  const sent = steps.findLast((step) => step.at < to)?.words ?? "";
  process.stdout.write(
    `${name}: ${fps.toFixed(1)} a second, age p50 ${at(ages, 0.5)} p95 ${at(ages, 0.95)} worst ${at(ages, 1)} ms, ` +
      `words waited p50 ${at(words, 0.5)} p95 ${at(words, 0.95)} ms; ${sent}\n`,
  );
}

async function steady(name: string, bits: number, limits: QualityLimits = {}): Promise<void> {
  const call = await playCall({ bits: () => bits, roundTrip: ROUND_TRIP }, 20_000, limits);
  show(name, call, 3000, 20_000);
}

await steady("100 Mbit/s", 100 * MBIT);
await steady("5 Mbit/s", 5 * MBIT);
await steady("1 Mbit/s", MBIT);
await steady("300 kbit/s", 0.3 * MBIT);
await steady("1 Mbit/s, --codec raw", MBIT, { codec: "raw" });
const bits = (now: number): number => (now >= 6000 && now < 12_000 ? 0.2 : 2) * MBIT;
const drop = await playCall({ bits, roundTrip: ROUND_TRIP }, 18_000);
show("2 Mbit/s", drop, 1000, 6000);
show("then 200 kbit/s", drop, 6000, 12_000);
show("then 2 Mbit/s", drop, 12_000, 18_000);
for (const step of drop.steps.filter((each) => each.at > 5000))
  process.stdout.write(`  ${step.at - 6000} ms after the drop: ${step.words}\n`);
