/**
 * Pictures through a slow terminal: from capture to the whole picture on the
 * screen, in a real pseudo-terminal that takes so many bytes a second.
 *
 *     npm run build && node dist/test/bench/terminal.bench.js [seconds] [grain] [line]
 *
 * `pattern:flash` turns between black and white, and notes when it does.
 */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PROGRAM } from "../rig/peer.js";
import { remotePicture } from "../rig/pane.js";
import { openPty, type Pty } from "../rig/pty.js";
import { shapedRelay } from "../rig/shaped-relay.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { readNumber } from "../rig/video.js";
import { rehearsal } from "../view/on-stage.js";
import { flashAges, flashOf, monotonic } from "./flash.js";

const seconds = Number(process.argv[2] ?? 20);
/** Noise of the pictures that are like a camera's, in levels. */
const grain = process.argv[3] ?? "2";
/** Measures only the lines whose name has this in it. */
const only = process.argv[4] ?? "";
const WARM_UP = 4000;

const quantile = (values: readonly number[], q: number): string =>
  (values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))] ?? Number.NaN).toFixed(0);

/** Black 0 or white 1 if all of these cells are, else undefined: three in each row of the picture's middle. */
function flashShown(pty: Pty): 0 | 1 | undefined {
  const { cols, rows } = pty.screen;
  let seen: 0 | 1 | undefined;
  for (let y = Math.floor(rows / 4); y < (rows * 3) / 4; y++) {
    for (const x of [2, cols >> 1, cols - 3]) {
      const flash = flashOf(pty, x, y);
      if (flash === undefined || (seen !== undefined && flash !== seen)) return undefined;
      seen = flash;
    }
  }
  return seen;
}

async function flashes(rate: number): Promise<void> {
  using folder = temporaryFolder();
  const log = join(folder.path, "flash");
  const args = ["preview", "--source", "pattern:flash", "--fps", "20", "--flash-log", log];
  await using pty = openPty({
    command: process.execPath,
    args: [PROGRAM, ...args],
    cols: 100,
    rows: 42,
  });
  pty.readAt(rate);
  await sleep(WARM_UP);
  const shown = () => flashShown(pty);
  const ages = await flashAges(pty, log, { duration: seconds * 1000, shown });
  process.stdout.write(
    `flash, 100x42, 20 fps asked, ${rate / 1000} kB/s: capture to whole picture ` +
      `p50 ${quantile(ages, 0.5)} p95 ${quantile(ages, 0.95)} worst ${quantile(ages, 1)} ms (${ages.length} turns)\n`,
  );
}

/** The number in the picture's upper and lower fields, if they agree. */
function stampShown(pty: Pty): number | undefined {
  const shown = remotePicture(pty);
  if (shown === undefined) return undefined;
  const { width, height, pixels } = shown;
  const rows = Math.round((width * 9) / 16);
  const above = Math.max(0, Math.floor((height - rows) / 2));
  const upper = pixels.subarray(above * width * 3);
  const lower = upper.subarray(Math.floor((rows * 7) / 8) * width * 3);
  const size = { width, height: rows };
  const number = readNumber(upper, size);
  return number === readNumber(lower, size) ? number : undefined;
}

/** Pictures like a camera's, numbered, 30 a second, on 160x45 cells. */
async function stamps(
  name: string,
  rate: number,
  around: (command: string) => string[],
): Promise<void> {
  if (!name.includes(only)) return;
  using folder = temporaryFolder();
  const log = join(folder.path, "log");
  const [command = "", ...args] = around(
    `TERM=xterm-256color COLORTERM=truecolor exec ${rehearsal("live", "remote=stamp", "preview=bars", `grain=${grain}`, `log=${log}`)}`,
  );
  await using pty = openPty({ command, args, cols: 160, rows: 45 });
  pty.readAt(rate);
  await pty.shows("alice");
  await sleep(WARM_UP);
  const seen: { readonly at: number; readonly number: number }[] = [];
  const until = monotonic() + seconds * 1000;
  let bytes = pty.bytes;
  await pty.until("the end", () => {
    const number = stampShown(pty);
    if (number !== undefined && number !== seen.at(-1)?.number)
      seen.push({ at: Date.now(), number });
    return monotonic() > until;
  });
  bytes = pty.bytes - bytes;
  const ticks = readFileSync(log, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(" ").map(Number));
  const ages = seen.map(({ at, number }) => {
    const own = ticks.findLast(([tick, , when]) => (tick! & 255) === number && when! <= at);
    return at - (own?.[2] ?? Number.NaN);
  });
  const gaps = seen.slice(1).map(({ at }, n) => at - seen[n]!.at);
  process.stdout.write(
    `${name}: ${(ages.length / seconds).toFixed(1)} whole pictures a second, longest pause ${quantile(gaps, 1)} ms, ` +
      `age p50 ${quantile(ages, 0.5)} p95 ${quantile(ages, 0.95)} worst ${quantile(ages, 1)} ms, ` +
      `${Math.round(bytes / seconds / 1000)} kB/s\n`,
  );
}

/** The same through sshd on loopback behind a line of 2 Mbit/s. */
async function overSsh(): Promise<void> {
  using folder = temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  for (const name of ["host", "user"])
    execFileSync("ssh-keygen", ["-qt", "ed25519", "-N", "", "-f", at(name)]);
  const port = 20_000 + (process.pid % 20_000);
  const settings = [
    `HostKey=${at("host")}`,
    `AuthorizedKeysFile=${at("user.pub")}`,
    "StrictModes=no",
    "UsePAM=no",
    "ListenAddress=127.0.0.1",
    "Compression=yes",
    `PidFile=${at("pid")}`,
  ];
  mkdirSync("/run/sshd", { recursive: true });
  const sshd = spawn(
    "/usr/sbin/sshd",
    ["-Df", "/dev/null", "-p", String(port), ...settings.flatMap((line) => ["-o", line])],
    { stdio: "ignore" },
  );
  try {
    await using relay = await shapedRelay(`127.0.0.1:${port}`, { bits: 2e6, delay: 0 });
    const [, near = ""] = relay.address.split(":");
    const ssh = [
      "ssh",
      "-tt",
      "-F",
      "/dev/null",
      "-p",
      near,
      "-i",
      at("user"),
      "-o",
      "StrictHostKeyChecking=no",
      "-o",
      `UserKnownHostsFile=${at("known")}`,
      "-o",
      "LogLevel=ERROR",
    ];
    await sleep(500);
    for (const more of [[], ["-C"]])
      await stamps(["ssh", ...more, "at 2 Mbit/s"].join(" "), Infinity, (command) => [
        ...ssh,
        ...more,
        "127.0.0.1",
        command,
      ]);
  } finally {
    sshd.kill();
  }
}

for (const rate of [600_000, 100_000]) {
  if (`flash at ${rate / 1000} kB/s`.includes(only)) await flashes(rate);
}
for (const rate of [600_000, 250_000, 100_000])
  await stamps(`pty at ${rate / 1000} kB/s`, rate, (command) => ["sh", "-c", command]);
if (existsSync("/usr/sbin/sshd")) await overSsh();
