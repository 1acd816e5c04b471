/**
 * A peer that is there and never reads: what the sender's memory does, and
 * whether its own screen keeps its rate. Exits 1 if it grows by 8 MB or more.
 *
 *     npm run build && node dist/test/bench/unread.bench.js [seconds]
 */
import { readdirSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { PROGRAM } from "../rig/peer.js";
import { openPty, type Pty } from "../rig/pty.js";
import { RudeCaller } from "../rig/rude-caller.js";

const seconds = Number(process.argv[2] ?? 60);
const MOST_GROWTH = 8 * 2 ** 20;
/** Until everything that is made once is made. */
const WARM_UP = 15;

/** Resident bytes of the tetatty that runs with `mark` among its arguments. */
function residentOf(mark: string): number {
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const [command = "", status] = [`/proc/${pid}/cmdline`, `/proc/${pid}/status`].map(readIfThere);
    if (!command.startsWith(process.execPath) || !command.includes(mark)) continue;
    return Number(/VmRSS:\s+(\d+) kB/.exec(status ?? "")?.[1] ?? 0) * 1024;
  }
  return 0;
}

function readIfThere(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // It ended meanwhile, or is somebody else's.
  }
}

/** Bytes a second that the program writes to its terminal. */
async function rateOf(pty: Pty): Promise<number> {
  const before = pty.bytes;
  await sleep(3000);
  return (pty.bytes - before) / 3000;
}

const mark = `unread-${process.pid}`;
const args = [PROGRAM, "--listen", "127.0.0.1:0", "--auto-answer", "--name", mark];
await using ann = openPty({
  command: process.execPath,
  args: [...args, "--source", "pattern:face"],
});
await ann.shows("listening on");
using rude = new RudeCaller(Number(/on [\d.]+:(\d+)/.exec(ann.text())?.[1]));
await rude.enter("mallory");
rude.say({ type: "want", want: { width: 1280, height: 720, fps: 30 } });
const alive = setInterval(() => rude.liveOn(), 50);
await sleep(WARM_UP * 1000);
const read = await rateOf(ann);
rude.stopReading();
await sleep(3000);
const first = residentOf(mark);
let most = first;
for (const end = performance.now() + seconds * 1000; performance.now() < end;) {
  await sleep(1000);
  most = Math.max(most, residentOf(mark));
}
const unread = await rateOf(ann);
clearInterval(alive);
const grown = most - first;
process.stdout.write(
  `${seconds} s unread: ${(first / 2 ** 20).toFixed(1)} MiB resident, at most ${(grown / 2 ** 20).toFixed(1)} MiB more; ` +
    `own screen ${read.toFixed(1)} kB/s before, ${unread.toFixed(1)} kB/s then; ` +
    `${ann.lines().at(-2)?.trim() ?? ""}\n`,
);
if (grown >= MOST_GROWTH || !ann.text().includes("in call with mallory")) process.exitCode = 1;
