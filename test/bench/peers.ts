/** Other programs that show films in a terminal, run on the same frames when they are installed. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
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
  /** What it writes for the first frame alone; undefined if it draws that more than once. */
  readonly first: Uint8Array | undefined;
}

interface Peer {
  readonly name: string;
  /** It shows no raw video but pictures, each a file. */
  readonly stills?: boolean;
  /** It draws the first picture again at the end. */
  readonly again?: boolean;
  readonly command: (path: string, cells: Size) => readonly string[];
}

/** As many pictures as a peer that shows files is given: they are slow, and start no sooner with the next. */
const STILLS = 30;

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
    again: true,
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
  {
    name: "chafa",
    stills: true,
    command: (path, { width, height }) => [
      "sh",
      "-c",
      `exec chafa -f symbols --symbols vhalf -c full -s ${width}x${height} --stretch --animate off '${path}'/*.png`,
    ],
  },
];

/** Whether a program can be run. */
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

/** Writes each frame to a file of its own. */
function stills(path: string, frames: readonly Frame[]): void {
  const { width, height } = frames[0]!;
  const input = Buffer.concat(frames.map(({ pixels }) => pixels));
  const raw = ["-f", "rawvideo", "-pix_fmt", "bgr24", "-s", `${width}x${height}`, "-i", "-"];
  mkdirSync(path);
  spawnSync("ffmpeg", ["-v", "fatal", ...raw, join(path, "%04d.png")], { input });
}

/** Runs every installed peer over a clip; needs ffmpeg to hand it over. */
export function runPeers(clip: Clip, passes: number): readonly PeerFigures[] {
  const installed = PEERS.filter(({ name }) => isInstalled(name) && isInstalled("ffmpeg"));
  const folder = mkdtempSync(join(tmpdir(), "tetatty-bench-"));
  try {
    const at = (name: string): string => join(folder, name);
    film(at("short.nut"), clip.frames.slice(0, 1), 1);
    film(at("long.nut"), clip.frames, passes);
    stills(at("short"), clip.frames.slice(0, 1));
    stills(at("long"), clip.frames.slice(0, STILLS));
    const { width, height } = clip.frames[0]!;
    const cells = { width, height: height / 2 };
    return installed.map((peer) => {
      const suffix = peer.stills === true ? "" : ".nut";
      const count = peer.stills === true ? STILLS : clip.frames.length * passes;
      const start = time(peer.command(at(`short${suffix}`), cells), at("output"));
      const first = peer.again === true ? undefined : new Uint8Array(readFileSync(at("output")));
      const whole = time(peer.command(at(`long${suffix}`), cells), at("output"));
      const bytes = statSync(at("output")).size / count;
      return { name: peer.name, cost: (whole - start) / (count - 1), bytes, first };
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
