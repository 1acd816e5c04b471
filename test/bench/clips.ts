/**
 * What the benchmarks paint. Ours is made here from numbers; the others are cut from the films of
 * Debian's opencv-doc when that and ffmpeg are installed, and never stored.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { makeFrame, type Frame, type Size } from "../../src/frame/frame.js";
import { cameraLike } from "../render/scene.js";

export interface Clip {
  readonly name: string;
  readonly frames: readonly Frame[];
}

const FRAMES = 150;
const FILMS = "/usr/share/doc/opencv-doc";
const WEBCAM = join(FILMS, "opencv4/html/box.mp4");

/** Lines of large words that go up, three pixels of the original a picture. */
const TEXT = Array.from(
  { length: 12 },
  (_, line) =>
    `drawtext=text='line ${line} of what a terminal shows best':fontsize=60:fontcolor=black:x=40:y=${60 + 90 * line}-90*t`,
).join(",");
const MANDELBROT = "mandelbrot=s=1280x720:r=30:start_scale=0.3:end_scale=0.001:end_pts=200";

/** Where a clip comes from and how it is cut to 16:9, in ffmpeg's words. */
interface Recipe {
  readonly name: string;
  readonly input: readonly string[];
  readonly filter: string;
  /** Pictures a second to repeat or leave out pictures for; as the input has them if not said. */
  readonly fps?: number;
}

const recipes = (webcam: string): readonly Recipe[] => [
  { name: "webcam", input: ["-ss", "2", "-i", webcam], filter: "crop=640:360:0:60" },
  {
    name: "webcam, noisy",
    input: ["-ss", "2", "-i", webcam],
    filter: "crop=640:360:0:60,noise=alls=8:allf=t",
  },
  {
    name: "film face",
    input: ["-i", join(FILMS, "examples/data/Megamind.avi")],
    filter: "crop=720:405:0:60",
  },
  {
    name: "street (CCTV)",
    input: ["-i", join(FILMS, "examples/data/vtest.avi")],
    filter: "crop=768:432:0:72",
  },
  {
    name: "film face, noisy",
    input: ["-i", join(FILMS, "examples/data/Megamind.avi")],
    filter: "crop=720:405:0:60,noise=alls=6:allf=t",
  },
  {
    name: "film grain",
    input: ["-i", join(FILMS, "examples/data/Megamind.avi")],
    filter: "crop=720:405:0:60,noise=alls=16:allf=t+u",
  },
  {
    name: "dark, noisy",
    input: ["-ss", "2", "-i", webcam],
    filter: "crop=640:360:0:60,eq=brightness=-0.25:contrast=0.6,noise=alls=20:allf=t",
  },
  {
    name: "cuts",
    input: [
      "-framerate",
      "3",
      "-pattern_type",
      "glob",
      "-i",
      join(FILMS, "examples/data/[a-h]*.jpg"),
    ],
    filter: "scale=1280:720:force_original_aspect_ratio=increase,crop=1280:720",
    fps: 30,
  },
  {
    name: "zoom",
    input: ["-i", join(FILMS, "examples/data/home.jpg")],
    filter: "scale=2560:1440,zoompan=z='1+on/100':x='iw/4':y='ih/3':d=150:s=1280x720:fps=30",
  },
  {
    name: "scrolling text",
    input: ["-f", "lavfi", "-i", "color=white:s=1280x720:r=30"],
    filter: TEXT,
  },
  { name: "mandelbrot", input: ["-f", "lavfi", "-i", MANDELBROT], filter: "null" },
  { name: "test card", input: ["-f", "lavfi", "-i", "testsrc2=s=1280x720:r=30"], filter: "null" },
];

function cut(recipe: Recipe, { width, height }: Size, count: number): Clip | undefined {
  const filter = `${recipe.filter},scale=${width}:${height}:flags=area`;
  const rate = recipe.fps === undefined ? [] : ["-r", `${recipe.fps}`];
  const output = [...rate, "-frames:v", `${count}`, "-pix_fmt", "bgr24", "-f", "rawvideo", "-"];
  const ffmpeg = spawnSync(
    "ffmpeg",
    ["-v", "fatal", ...recipe.input, "-an", "-vf", filter, ...output],
    { maxBuffer: 1 << 30, stdio: ["ignore", "pipe", "ignore"] },
  );
  if (ffmpeg.status !== 0) return undefined;
  const bytes = width * height * 3;
  const frames = Array.from({ length: Math.floor(ffmpeg.stdout.length / bytes) }, (_, n) =>
    makeFrame(width, height, new Uint8Array(ffmpeg.stdout.subarray(n * bytes, (n + 1) * bytes)), n),
  );
  return { name: recipe.name, frames };
}

/** All clips that can be had here, at one size, whose name has `part` in it: the first `count` pictures of each. */
export function clips(size: Size, part = "", count = FRAMES): readonly Clip[] {
  const { width, height } = size;
  const made = Array.from({ length: count }, (_, n) => cameraLike(width, height, n));
  const folder = mkdtempSync(join(tmpdir(), "tetatty-bench-"));
  try {
    const webcam = join(folder, "webcam.mp4");
    if (existsSync(`${WEBCAM}.gz`)) {
      writeFileSync(webcam, gunzipSync(readFileSync(`${WEBCAM}.gz`)));
    }
    const films = recipes(existsSync(webcam) ? webcam : WEBCAM)
      .filter(({ name }) => name.includes(part))
      .map((recipe) => cut(recipe, size, count));
    const numbers = { name: "made of numbers", frames: made };
    return [numbers, ...films.filter((film) => film !== undefined)].filter(({ name }) =>
      name.includes(part),
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}
