/** Other programs that show films in a terminal, run on the same frames when they are installed. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Frame, Size } from "../../src/frame/frame.js";
import type { Clip } from "./clips.js";

export interface PeerFigures {
  readonly name: string;
  /** Processor time for one frame, in microseconds, start-up taken off. */
  readonly cost: number;
  /** Mean of all frames. */
  readonly bytes: number;
}

interface Peer {
  readonly name: string;
  readonly command: (path: string, cells: Size) => readonly string[];
}

const PEERS: readonly Peer[] = [
  {
    name: "timg",
    command: (path, { width, height }) => [
      "timg",
      "-V",
      "-ph",
      `-g${width}x${height}`,
      "--loops=1",
      path,
    ],
  },
  {
    name: "mpv",
    command: (path, { width, height }) => [
      "mpv",
      "--no-config",
      "--really-quiet",
      "--untimed",
      "--vo=tct",
      `--vo-tct-width=${width}`,
      `--vo-tct-height=${height}`,
      path,
    ],
  },
];

const isInstalled = (program: string): boolean =>
  spawnSync("sh", ["-c", `command -v ${program}`]).status === 0;

/** Processor time of a command whose output goes to a file, in microseconds. */
function time(command: readonly string[], output: string): number {
  const script = `TIMEFORMAT='%U %S'; time "$@" >'${output}'`;
  const { stderr } = spawnSync("bash", ["-c", script, "--", ...command], { encoding: "utf8" });
  const [user, system] = stderr.trim().split("\n").at(-1)!.split(" ").map(Number);
  return (user! + system!) * 1e6;
}

/** Writes frames as raw video that every player decodes at no cost, fast enough that none waits. */
function film(path: string, frames: readonly Frame[], passes: number): void {
  const { width, height } = frames[0]!;
  const input = Buffer.concat(
    Array.from({ length: passes }, () => frames.map((one) => one.pixels)).flat(),
  );
  const raw = ["-f", "rawvideo", "-pix_fmt", "bgr24"];
  spawnSync(
    "ffmpeg",
    [
      "-v",
      "fatal",
      "-y",
      ...raw,
      "-s",
      `${width}x${height}`,
      "-r",
      "1000",
      "-i",
      "-",
      "-c",
      "copy",
      path,
    ],
    { input },
  );
}

/** Runs every installed peer over a clip; needs ffmpeg to hand it over. */
export function runPeers(clip: Clip, passes: number): readonly PeerFigures[] {
  const installed = PEERS.filter(({ name }) => isInstalled(name) && isInstalled("ffmpeg"));
  const folder = mkdtempSync(join(tmpdir(), "tetatty-bench-"));
  try {
    const [short, long, output] = ["short.nut", "long.nut", "output"].map((name) =>
      join(folder, name),
    );
    film(short!, clip.frames.slice(0, 1), 1);
    film(long!, clip.frames, passes);
    const { width, height } = clip.frames[0]!;
    const count = clip.frames.length * passes;
    return installed.map(({ name, command }) => {
      const cells = { width, height: height / 2 };
      const start = time(command(short!, cells), output!);
      const whole = time(command(long!, cells), output!);
      return { name, cost: (whole - start) / (count - 1), bytes: statSync(output!).size / count };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
