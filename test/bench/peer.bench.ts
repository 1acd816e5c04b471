/**
 * What a whole peer costs in a call: a real program in a real terminal of
 * 160x45, with a camera (a video of 640x480 read by OpenCV in its process) and
 * a peer that sends another; the processes that it started included.
 *
 *     npm run build && node dist/test/bench/peer.bench.js <video> [seconds]
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Peer, PROGRAM } from "../rig/peer.js";
import { openPty } from "../rig/pty.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { cpuSeconds } from "./processor.js";

const source = process.argv[2] ?? "pattern:face";
const seconds = Number(process.argv[3] ?? 15);
const FACE = ["--source", source];
/** Pictures as the remote pane of 160x45 wants them. */
const SIZE = ["--size", "160x90", "--fps", "30"];

using folder = temporaryFolder();
const note = join(folder.path, "pid");
await using zoe = await Peer.listening("--auto-answer", "--name", "zoe", ...FACE, ...SIZE);
const call = [PROGRAM, "call", zoe.address, "--no-listen", ...FACE, "--fps", "30"];
await using ann = openPty({
  command: "sh",
  args: ["-c", `echo $$ >'${note}'; exec "$@"`, "-", process.execPath, ...call],
  cols: 160,
  rows: 45,
});
await ann.shows("in call with zoe");
await zoe.is("live");
const pid = Number(readFileSync(note, "utf8"));

for (const [name, keys] of [
  ["as it comes", ""],
  ["zoomed", "z"],
] as const) {
  ann.write(keys);
  await sleep(6000); // a warm JIT, and a picture of the size now asked for
  const before = cpuSeconds(pid);
  const bytes = ann.bytes;
  const skip = zoe.stats.length;
  await sleep(seconds * 1000);
  const cpu = ((cpuSeconds(pid) - before) / seconds) * 100;
  const sent = zoe.stats.slice(skip).map(({ fpsIn }) => fpsIn ?? Number.NaN);
  const rate = (ann.bytes - bytes) / seconds / 1000;
  const status = Array.from({ length: 160 }, (_, x) => ann.cell(x, 44).glyph).join("");
  process.stdout.write(
    `${name}: ${cpu.toFixed(1)} % of a core; ${rate.toFixed(0)} kB/s to the terminal; ` +
      `sends ${sent.toSorted((a, b) => a - b)[sent.length >> 1]} pictures a second; ${status.trim()}\n`,
  );
}
