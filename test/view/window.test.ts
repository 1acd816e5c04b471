import assert from "node:assert/strict";
import { test } from "node:test";
import { clock } from "../../src/app/clock.js";
import type { Frame, Size } from "../../src/frame/frame.js";
import { paintPattern } from "../../src/frame/pattern.js";
import type { Log } from "../../src/ports.js";
import { openWindows, WindowError, type WindowOptions } from "../../src/view/window.js";
import { ProcessLog } from "../fakes/process-log.js";
import { psnr } from "../rig/psnr.js";
import { openCv } from "../rig/video.js";
import { noDisplay, xDisplay } from "../rig/x-display.js";

const skip = openCv || noDisplay;
const REMOTE: Size = { width: 640, height: 360 };
const PREVIEW: Size = { width: 160, height: 90 };

const options = (env: NodeJS.ProcessEnv, log: Log = new ProcessLog()): WindowOptions => ({
  title: "tetatty: alice",
  clock,
  log,
  env,
});

const frameOf = (size: Size, time: number): Frame => ({
  ...size,
  pixels: paintPattern("face", size, time),
  capturedAt: time,
});

/** Bytes of a picture that only letters are bright enough for. */
const brightIn = (pixels: Uint8Array): number => pixels.filter((value) => value > 120).length;

/** Repeats `look` until it is content: the display shows things when it likes. */
async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  for (const deadline = performance.now() + 20_000; performance.now() < deadline;) {
    if (await look()) return;
  }
  assert.fail(`never happened: ${what}`);
}

/** The user's decision to leave, if there is one. */
async function decision(keys: AsyncIterable<string>): Promise<string> {
  for await (const key of keys) return key;
  return "ended";
}

test(
  "without a display, windows are refused with what to do instead",
  { skip: openCv },
  async () => {
    const env = { ...process.env, DISPLAY: "", WAYLAND_DISPLAY: "" };
    await assert.rejects(openWindows(options(env)), (error) => {
      assert.ok(error instanceof WindowError);
      assert.equal(error.message, "there is no display for windows");
      assert.match(error.hint, /leave out --window.*ssh -X/);
      return true;
    });
  },
);

test("without OpenCV, windows are refused with what to type", async () => {
  await assert.rejects(openWindows(options({ DISPLAY: ":0", TETATTY_OPENCV: "off" })), (error) => {
    assert.ok(error instanceof WindowError);
    assert.equal(error.hint, "type: tetatty setup");
    return true;
  });
});

test("a display that does not answer is an error, and not a crash", { skip: openCv }, async () => {
  const env = { ...process.env, DISPLAY: ":65000", QT_QPA_PLATFORM: "xcb" };
  await assert.rejects(openWindows(options(env)), (error) => {
    assert.ok(error instanceof WindowError);
    assert.match(error.message, /takes no windows/);
    return true;
  });
});

test(
  "the remote window shows the picture, and its words when there is none",
  { skip },
  async () => {
    await using display = await xDisplay();
    await using windows = await openWindows(options(display.env));
    assert.deepEqual(windows.remoteSize, REMOTE);
    await display.windowOf("tetatty: alice");
    const blank = await display.photograph(REMOTE);
    assert.equal(brightIn(blank), 0);
    windows.say(["calling alice...", "press q to leave"]);
    await until("words", async () => {
      const words = await display.photograph(REMOTE);
      return words.filter((value, at) => value > (blank[at] as number) + 100).length > 500;
    });
    const frame = frameOf(REMOTE, 1500);
    windows.showRemote(frame);
    await until("a picture", async () => psnr(await display.photograph(REMOTE), frame.pixels) > 30);
    windows.showRemote(undefined);
    await until("words again", async () => {
      const words = await display.photograph(REMOTE);
      return psnr(words, blank) > 15 && psnr(words, frame.pixels) < 15;
    });
  },
);

test(
  "of many pictures at once the newest is shown, and the others are counted",
  { skip },
  async () => {
    await using display = await xDisplay();
    await using windows = await openWindows(options(display.env));
    for (let n = 0; n < 30; n++) windows.showRemote(frameOf(REMOTE, n * 100));
    const last = frameOf(REMOTE, 6000);
    windows.showRemote(last);
    await until("the last", async () => psnr(await display.photograph(REMOTE), last.pixels) > 30);
    assert.equal(windows.skipped, 29);
  },
);

test("q, Q and Esc leave; other keys do not", { skip }, async () => {
  await using display = await xDisplay();
  for (const key of ["q", "Q", "Escape"]) {
    await using windows = await openWindows(options(display.env));
    const window = await display.windowOf("tetatty: alice");
    let left = false;
    const decided = decision(windows.keys()).finally(() => {
      left = true;
    });
    await display.xdotool("windowfocus", "--sync", window, "key", "x");
    // A picture on the screen proves that the key before it was looked at.
    const frame = frameOf(REMOTE, 1500);
    windows.showRemote(frame);
    await until("a picture", async () => psnr(await display.photograph(REMOTE), frame.pixels) > 30);
    assert.equal(left, false);
    await display.xdotool("key", key);
    assert.equal(await decided, "leave", key);
  }
});

test("closing the remote window leaves", { skip }, async () => {
  await using display = await xDisplay();
  await using windows = await openWindows(options(display.env));
  await display.close(await display.windowOf("tetatty: alice"));
  assert.equal(await decision(windows.keys()), "leave");
});

test("closing the preview closes the preview, and it stays closed", { skip }, async () => {
  await using display = await xDisplay();
  await using windows = await openWindows(options(display.env));
  windows.showPreview(frameOf(PREVIEW, 1000));
  const preview = await display.windowOf("tetatty: you");
  assert.deepEqual(windows.previewSize, PREVIEW);
  const changed = new Promise<void>((resolve) => {
    windows.onChange(resolve);
  });
  await display.close(preview);
  await changed;
  assert.deepEqual(windows.previewSize, { width: 0, height: 0 });
  assert.deepEqual(windows.remoteSize, REMOTE);
});

test("the title follows the call", { skip }, async () => {
  await using display = await xDisplay();
  await using windows = await openWindows(options(display.env));
  const window = await display.windowOf("tetatty: alice");
  windows.setTitle("tetatty: bob");
  await until("another title", async () => {
    return (await display.xdotool("getwindowname", window)) === "tetatty: bob";
  });
});

test("windows that crash are told once, and the program goes on", { skip }, async () => {
  await using display = await xDisplay();
  const log = new ProcessLog();
  let now = 0;
  await using windows = await openWindows({
    ...options(display.env, log),
    clock: { now: () => now },
  });
  const changed = new Promise<void>((resolve) => {
    windows.onChange(resolve);
  });
  process.kill(log.pids[0] as number, "SIGKILL");
  await changed;
  assert.equal(windows.problem, "the windows are gone: their process crashed (SIGKILL)");
  assert.deepEqual(windows.remoteSize, { width: 0, height: 0 });
  windows.showRemote(frameOf(REMOTE, 0));
  now += 60_000;
});

test("windows that crash after a while are opened again with their words", { skip }, async () => {
  await using display = await xDisplay();
  const log = new ProcessLog();
  let now = 0;
  await using windows = await openWindows({
    ...options(display.env, log),
    clock: { now: () => now },
  });
  windows.say(["calling alice..."]);
  await display.windowOf("tetatty: alice");
  now = 5000;
  process.kill(log.pids[0] as number, "SIGKILL");
  // The display may give the new window the old one's number: the process tells them apart.
  await until("another process", async () => {
    await display.windowOf("tetatty: alice").catch(() => undefined);
    return log.pids.length === 2;
  });
  assert.equal(windows.problem, undefined);
  await until("its words", async () => brightIn(await display.photograph(REMOTE)) > 500);
});
