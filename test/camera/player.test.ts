import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { openPlayable, type Playable } from "../../src/camera/open.js";
import { Tape } from "../../src/camera/tape.js";
import type { Frame, Size } from "../../src/frame/frame.js";
import { paintPattern } from "../../src/frame/pattern.js";
import type { Playback, PlayOrder } from "../../src/ports.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { until } from "../rig/until.js";
import { makeVideo, openCv, readNumber, stampNumber } from "../rig/video.js";

const NATIVE: Size = { width: 160, height: 96 };
const WANTED = { ...NATIVE, fps: 60 };
const RATE = 25;
const LENGTH = 200;
const PLAYING: Playback = { position: 0, duration: 8000, rate: RATE, at: "playing" };

/** Plays a video whose pictures are numbered, and keeps the last one shown. */
class Show implements AsyncDisposable {
  readonly playable: Playable;
  readonly pids: number[] = [];
  last: Frame | undefined;
  readonly #over = new AbortController();

  constructor(path: string, loops: boolean) {
    const note = (_: string, fields: Readonly<Record<string, unknown>> = {}): void => {
      if (typeof fields["pid"] === "number") this.pids.push(fields["pid"]);
    };
    this.playable = openPlayable(path, { loops, start: 0 }, { fps: 60, log: { note } });
    this.playable.source.want(WANTED);
    void this.#follow(); // ends with the signal
  }

  get number(): number {
    return this.last ? readNumber(this.last.pixels, this.last) : -1;
  }

  get playback(): Playback | undefined {
    return this.playable.player?.playback;
  }

  order(order: PlayOrder): void {
    this.playable.player?.order(order);
  }

  async shows(number: number): Promise<void> {
    await until(`picture ${number}; it is ${this.number}`, () => this.number === number);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.playable.source[Symbol.asyncDispose]();
  }

  async #follow(): Promise<void> {
    for await (const frame of this.playable.source.frames(this.#over.signal)) this.last = frame;
  }
}

async function videoIn(folder: string, frames = LENGTH): Promise<string> {
  const path = join(folder, "clip.avi");
  const picture = (n: number): Uint8Array =>
    stampNumber(paintPattern("ball", NATIVE, n * 40), NATIVE, n);
  await makeVideo(path, { ...NATIVE, fps: RATE, frames, picture });
  return path;
}

test(
  "a paused video shows one picture, steps to the next, and seeks to the very one asked for",
  { skip: openCv },
  async () => {
    using folder = temporaryFolder();
    await using show = new Show(await videoIn(folder.path), false);
    await until("a picture", () => show.number >= 3);
    show.order({ do: "pause", on: true });
    await until("a pause", () => show.playback?.at === "paused");
    const held = show.number;
    show.playable.source.want({ width: 80, height: 48, fps: 60 });
    await until("the same picture in another size", () => show.last?.width === 80);
    assert.equal(show.number, held);
    show.order({ do: "step" });
    await show.shows(held + 1);
    show.order({ do: "seek-to", to: 4000 });
    await show.shows(100);
    assert.deepEqual(show.playback, { ...PLAYING, position: 4000, at: "paused" });
    show.order({ do: "seek-by", by: -1000 });
    await show.shows(75);
    show.order({ do: "seek-by", by: 60_000 });
    await show.shows(LENGTH - 1);
    show.order({ do: "seek-to", to: 0 });
    await show.shows(0);
    show.order({ do: "pause", on: false });
    await until("it to go on", () => show.number > 3);
  },
);

test("a video is played once, and then over and over when told so", { skip: openCv }, async () => {
  using folder = temporaryFolder();
  await using show = new Show(await videoIn(folder.path, 20), false);
  await until("the end", () => show.playback?.at === "ended");
  assert.equal(show.number, 19);
  assert.equal(show.playable.source.status.at, "live");
  show.order({ do: "loop", on: true });
  await until("the beginning", () => show.number < 5);
  await until("the end", () => show.number > 15);
  await until("the beginning again", () => show.number < 5);
});

test("a process that dies goes on where it was, and stays paused", { skip: openCv }, async () => {
  using folder = temporaryFolder();
  await using show = new Show(await videoIn(folder.path), false);
  show.order({ do: "pause", on: true });
  show.order({ do: "seek-to", to: 3000 });
  await show.shows(75);
  process.kill(show.pids[0] as number, "SIGKILL");
  await until("trouble", () => show.playable.source.status.at === "waiting");
  show.last = undefined;
  await show.shows(75);
  assert.equal(show.playback?.at, "paused");
});

test("what is not recorded cannot be told anything", () => {
  for (const what of ["pattern:ball", "picture.png"]) {
    const { source, player } = openPlayable(what, { loops: false, start: 0 }, { fps: 30 });
    assert.equal(player, undefined, what);
    void source[Symbol.asyncDispose]();
  }
});

test("a new process is told what the last one was", () => {
  const tape = new Tape({ loops: true, start: 0 });
  const orders: PlayOrder[] = [];
  tape.order({ do: "pause", on: true });
  const listener = tape.listening({ opened: () => {}, picture: () => {} });
  const frame = { width: 1, height: 1, pixels: new Uint8Array(3), capturedAt: 0 };
  listener.picture(frame, frame, { ...PLAYING, position: 1234, at: "paused" });
  tape.play((order) => orders.push(order));
  assert.deepEqual(orders, [
    { do: "loop", on: true },
    { do: "pause", on: true },
    { do: "seek-to", to: 1234 },
  ]);
  tape.order({ do: "step" });
  assert.equal(orders.length, 4, "and everything after");
  assert.ok(tape.paused);
});
