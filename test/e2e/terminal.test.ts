import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { type Frame, makeFrame } from "../../src/frame/frame.js";
import { Letterbox } from "../../src/frame/letterbox.js";
import { remotePicture } from "../rig/pane.js";
import { Peer, PROGRAM } from "../rig/peer.js";
import { psnr } from "../rig/psnr.js";
import { noPty, openPty, type Pty } from "../rig/pty.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { makeVideo, openCv, readLetterboxed, stampNumber } from "../rig/video.js";

const SIZE = { width: 320, height: 180 };
const PICTURES = 90;
const FACE = ["--source", "pattern:face"];

function tetatty(args: readonly string[], size = { cols: 80, rows: 24 }): Pty {
  return openPty({ command: process.execPath, args: [PROGRAM, ...args], ...size });
}

/** Picture `n` of a video that is `hue` all over, shaded, with its number on top. */
function pictureOf(hue: readonly [b: number, g: number, r: number], n: number): Uint8Array {
  const { width, height } = SIZE;
  const pixels = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at++) {
    const shade = 0.3 + (0.7 * (at % width)) / width;
    for (const [channel, value] of hue.entries()) pixels[at * 3 + channel] = value * shade;
  }
  return stampNumber(pixels, SIZE, n);
}

const RED = [20, 40, 230] as const;
const BLUE = [240, 90, 10] as const;

/** How like `shown` is to the video's own picture of the same number, in dB. */
function likeness(shown: Frame, hue: readonly [number, number, number]): number {
  const box = new Letterbox(shown);
  const number = readLetterboxed(shown, SIZE);
  const own = makeFrame(SIZE.width, SIZE.height, pictureOf(hue, number), 0);
  return psnr(shown.pixels, box.fit(own).pixels);
}

async function showsPicture(pty: Pty, hue: readonly [number, number, number]): Promise<void> {
  await pty.until("the other's video in the pane", () => {
    const shown = remotePicture(pty);
    return shown !== undefined && likeness(shown, hue) > 25;
  });
}

const listeningPort = (text: string): string | undefined =>
  /on (?:port |[\d.]+:)(\d+)/.exec(text)?.[1];

test(
  "two terminals with a video each show the other's pictures, also after a resize",
  { skip: noPty || openCv },
  async () => {
    using folder = temporaryFolder();
    const [red, blue] = [join(folder.path, "red.avi"), join(folder.path, "blue.avi")];
    const plan = { ...SIZE, fps: 30, frames: PICTURES };
    await makeVideo(red, { ...plan, picture: (n) => pictureOf(RED, n) });
    await makeVideo(blue, { ...plan, picture: (n) => pictureOf(BLUE, n) });

    await using ann = tetatty(["--source", red, "--listen", "127.0.0.1:0", "--auto-answer"]);
    await ann.until("listening", (text) => listeningPort(text) !== undefined);
    const port = listeningPort(ann.text()) ?? "";
    await using bob = tetatty(["call", `127.0.0.1:${port}`, "--source", blue, "--no-listen"], {
      cols: 120,
      rows: 40,
    });
    await showsPicture(ann, BLUE);
    await showsPicture(bob, RED);
    const seen = remotePicture(bob) as Frame;
    assert.ok(likeness(seen, BLUE) < 20, "bob would see himself");

    bob.resize(90, 30);
    await showsPicture(bob, RED);
  },
);

test("keys connect, hang up and quit; the other side hears of each", { skip: noPty }, async () => {
  await using peer = await Peer.listening("--auto-answer", "--name", "zoe", ...FACE);
  await using ann = tetatty(["--no-listen", "--source", "pattern:bars"]);
  await ann.until("idle", (text) => text.includes("nobody can call you"));
  ann.write("c");
  await ann.until("the prompt", (text) => text.includes("call"));
  ann.write(`${peer.address}\r`);
  await ann.until("the call", (text) => text.includes("in call with"));
  await peer.is("live");
  ann.write("v");
  await ann.until("our camera off", (text) => text.includes("camera off"));
  ann.write("h");
  await peer.is("idle");
  assert.equal(peer.reason, "they-hung-up");
  await ann.until("hung up", (text) => text.includes("you hung up"));
  ann.write("q");
  assert.deepEqual(await ann.exit(), { status: 0, cooked: true });
  assert.equal(ann.screen.alternate, false);
});

test(
  "a call that rings is answered with a, and one that nobody answers is missed",
  { skip: noPty },
  async () => {
    await using ann = tetatty(["--listen", "127.0.0.1:0", "--source", "pattern:bars"]);
    await ann.until("listening", (text) => listeningPort(text) !== undefined);
    const target = `127.0.0.1:${listeningPort(ann.text()) ?? ""}`;
    await using zoe = await Peer.listening("--name", "zoe", ...FACE);
    zoe.type(`call ${target}`);
    await ann.until("ringing", (text) => text.includes("zoe? is calling"));
    zoe.type("hangup");
    await ann.until("missed", (text) => text.includes("missed"));
    zoe.type(`call ${target}`);
    await ann.until("ringing again", (text) => text.includes("zoe? is calling"));
    ann.write("a");
    await zoe.is("live");
    await ann.until("the call", (text) => text.includes("in call with zoe?"));
    await ann.until("a picture", () => remotePicture(ann) !== undefined);
    zoe.type("video");
    await ann.until("camera off at the other side", (text) => text.includes("camera off"));
  },
);

test(
  "a signal ends the call with a goodbye and gives the terminal back",
  { skip: noPty },
  async () => {
    await using peer = await Peer.listening("--auto-answer", "--name", "zoe", ...FACE);
    await using ann = tetatty(["call", peer.address, "--no-listen", "--source", "pattern:bars"]);
    await ann.until("the call", (text) => text.includes("in call with"));
    ann.kill("SIGTERM");
    assert.deepEqual(await ann.exit(), { status: 143, cooked: true });
    assert.equal(ann.screen.alternate, false);
    await peer.is("idle");
    assert.equal(peer.reason, "they-hung-up");
  },
);

test("a port that is taken is said, and calls can still be made", { skip: noPty }, async () => {
  await using peer = await Peer.listening("--auto-answer", ...FACE);
  await using ann = tetatty(
    ["call", peer.address, "--listen", peer.address, "--source", "pattern:bars"],
    { cols: 120, rows: 30 },
  );
  await ann.until("the notice", (text) => text.includes("cannot listen on"));
  await peer.is("live");
});

test(
  "the demonstration is a whole call in one terminal, and leaves nothing behind",
  { skip: noPty },
  async () => {
    await using demo = openPty({
      command: process.execPath,
      args: [PROGRAM, "demo"],
      env: { TETATTY_OPENCV: "off" },
    });
    await demo.until("the call", (text) => text.includes("in call with Ada"));
    await demo.until("her picture", () => remotePicture(demo) !== undefined);
    demo.write("\u0003");
    assert.deepEqual(await demo.exit(), { status: 130, cooked: true });
  },
);

test("preview shows the local picture alone, and Esc leaves", { skip: noPty }, async () => {
  await using preview = tetatty(["preview", "--source", "pattern:bars"]);
  await preview.until(
    "the bars",
    () => preview.cell(40, 10).glyph === "▀" || preview.cell(40, 10).bg > 0,
  );
  await preview.until("its name", (text) => text.includes("pattern:bars"));
  preview.write("\u001b");
  assert.deepEqual(await preview.exit(), { status: 0, cooked: true });
});
