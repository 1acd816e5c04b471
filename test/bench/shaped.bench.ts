/**
 * A call over bad lines: pictures a second and their age at each, on the side
 * that receives; the line is shaped by a relay on loopback.
 *
 *     npm run build && node dist/test/bench/shaped.bench.js <video> [seconds] [size]
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Peer } from "../rig/peer.js";
import { shapedRelay } from "../rig/shaped-relay.js";

const source = process.argv[2] ?? "pattern:face";
const seconds = Number(process.argv[3] ?? 12);
const size = process.argv[4] ?? "160x90";
const MBIT = 1e6;

interface Stretch {
  readonly bits: number;
  readonly seconds: number;
}

const at = (values: readonly number[], q: number): number =>
  values[Math.min(values.length - 1, Math.floor(q * values.length))] ?? Number.NaN;

async function measure(name: string, delay: number, stretches: readonly Stretch[]): Promise<void> {
  await using ann = await Peer.listening("--auto-answer", "--source", source, "--size", size);
  const first = stretches[0] as Stretch;
  await using relay = await shapedRelay(ann.address, { bits: first.bits, delay });
  await using bob = await Peer.listening("--source", source, "--size", size);
  bob.type(`call ${relay.address}`);
  await Promise.all([ann.is("live"), bob.is("live")]);
  await sleep(5000); // what is not the line: opening cameras, warm code
  for (const stretch of stretches) {
    relay.line.bits = stretch.bits;
    const skip = [ann, bob].map(({ stats }) => stats.length + 1);
    await sleep(stretch.seconds * 1000);
    const rows = [ann, bob].flatMap(({ stats }, index) => stats.slice(skip[index]));
    const column = (field: string): number[] =>
      rows.map((row) => row[field] ?? Number.NaN).toSorted((a, b) => a - b);
    process.stdout.write(
      `${name} ${(stretch.bits / MBIT).toFixed(2)} Mbit/s, ${2 * delay} ms: ` +
        `fps median ${at(column("fpsIn"), 0.5)} least ${at(column("fpsIn"), 0)}; ` +
        `age p50 ${at(column("ageMsP50"), 0.5)} p95 ${at(column("ageMsP95"), 0.5)} (worst p95 ${at(column("ageMsP95"), 1)}, worst p99 ${at(column("ageMsP99"), 1)}) ms; ` +
        `${at(column("kbpsIn"), 0.5)} kbit/s; ${ann.sending}\n`,
    );
  }
}

await measure("steady", 25, [{ bits: 5 * MBIT, seconds }]);
await measure("steady", 25, [{ bits: MBIT, seconds }]);
await measure("steady", 25, [{ bits: 0.3 * MBIT, seconds }]);
await measure("step", 25, [
  { bits: 2 * MBIT, seconds: 6 },
  { bits: 0.2 * MBIT, seconds: 6 },
  { bits: 2 * MBIT, seconds: 6 },
]);
