/**
 * One show and twenty viewers, each a program of its own; after a while one of
 * them is stopped as it stands. The others must not notice. Exits 1 if any of
 * them falls below 29 pictures a second.
 *
 *     node dist/test/bench/viewers.bench.js [viewers] [seconds] [native|pickle]
 */
import { setTimeout as sleep } from "node:timers/promises";
import { Peer } from "../rig/peer.js";
import { until } from "../rig/until.js";

const viewers = Number(process.argv[2] ?? 20);
const seconds = Number(process.argv[3] ?? 15);
const dialect = process.argv[4] ?? "native";
/** What 30 pictures a second may come to over some seconds. */
const LEAST = 29;

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;

/** Pictures a second of each viewer over the next `time` seconds, as it says itself. */
async function watchFor(time: number, watched: readonly Peer[]): Promise<readonly number[]> {
  const from = watched.map(({ stats }) => stats.length);
  await sleep(time * 1000);
  return watched.map(({ stats }, index) => {
    const lately = stats.slice((from[index] ?? 0) + 1).map(({ fpsIn = 0 }) => fpsIn);
    return lately.reduce((sum, fps) => sum + fps, 0) / lately.length;
  });
}

const report = (what: string, rates: readonly number[]): void => {
  const [least, most] = [Math.min(...rates), Math.max(...rates)];
  process.stdout.write(
    `${what}: ${least.toFixed(1)} to ${most.toFixed(1)}, median ${median(rates).toFixed(1)} pictures a second\n`,
  );
};

const spoken = dialect === "native" ? [] : ["--dialect", dialect];
await using show = new Peer(
  "show",
  "--source",
  "pattern:ball",
  "--listen",
  "127.0.0.1:0",
  ...spoken,
);
await show.until("ready", ({ event }) => event === "ready");
const address = dialect === "native" ? show.address : `${dialect}://${show.address}`;
const peers: Peer[] = [];
try {
  for (let each = 0; each < viewers; each++) {
    const peer = new Peer("watch", address, "--size", "80x45");
    peers.push(peer);
    await peer.is("live");
  }
  await until("pictures everywhere", () => peers.every(({ stats }) => stats.length > 2));
  const [stopped, ...others] = peers as [Peer, ...Peer[]];
  report(`${viewers} viewers`, await watchFor(seconds, peers));
  stopped.child.kill("SIGSTOP");
  const rates = await watchFor(seconds, others);
  report(`${others.length} viewers, one more stopped`, rates);
  if (Math.min(...rates) < LEAST) {
    process.stdout.write(`FAILED: fewer than ${LEAST}\n`);
    process.exitCode = 1;
  }
} finally {
  for (const peer of peers) await peer[Symbol.asyncDispose]();
}
