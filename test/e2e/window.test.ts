import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { paintPattern } from "../../src/frame/pattern.js";
import { loadSharp } from "../../src/native/load.js";
import { freshHome, Peer, PROGRAM } from "../rig/peer.js";
import { psnr } from "../rig/psnr.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { until } from "../rig/until.js";
import { openCv } from "../rig/video.js";
import { noDisplay, xDisplay } from "../rig/x-display.js";

const SIZE = { width: 640, height: 360 };

/** BGR pixels of a still picture, and a PNG of it for a peer to show. */
async function makeStill(path: string): Promise<Uint8Array> {
  const pixels = paintPattern("face", SIZE, 0);
  const rgb = pixels.slice();
  for (let at = 0; at < rgb.length; at += 3) rgb.subarray(at, at + 3).reverse();
  await loadSharp()(rgb, { raw: { ...SIZE, channels: 3 } })
    .png()
    .toFile(path);
  return pixels;
}

test(
  "a call in windows shows the other's picture; q hangs up, and q again leaves",
  { skip: openCv || noDisplay },
  async () => {
    using folder = temporaryFolder();
    const still = join(folder.path, "still.png");
    const pixels = await makeStill(still);
    await using display = await xDisplay();
    await using peer = await Peer.listening("--auto-answer", "--name", "zoe", "--source", still);
    const args = ["call", peer.address, "--window", "--no-listen", "--no-video"];
    const env = { ...freshHome(folder.path), DISPLAY: display.env["DISPLAY"] };
    const program = spawn(process.execPath, [PROGRAM, ...args], {
      env,
      stdio: ["pipe", "inherit", "pipe"],
    });
    let said = "";
    program.stderr.on("data", (text) => (said += String(text)));
    const exit = once(program, "exit");
    try {
      await peer.is("live");
      const window = await display.windowOf("tetatty: in call with zoe?");
      let likeness = 0;
      while (likeness < 30) likeness = psnr(await display.photograph(SIZE), pixels);
      await display.xdotool("windowfocus", "--sync", window, "key", "q");
      await peer.is("idle");
      assert.equal(peer.reason, "they-hung-up");
      await until("it is said", () => said.includes("you hung up on zoe"));
      await display.xdotool("key", "q");
      assert.deepEqual(await exit, [0, null]);
    } finally {
      program.kill("SIGKILL");
    }
  },
);

test(
  "windows without a display are refused with what to do instead, and nothing aborts",
  { skip: openCv },
  async () => {
    using folder = temporaryFolder();
    const program = spawn(process.execPath, [PROGRAM, "preview", "--window"], {
      env: freshHome(folder.path),
    });
    let said = "";
    program.stderr.on("data", (text) => (said += String(text)));
    const [code] = (await once(program, "exit")) as [number];
    assert.equal(code, 66);
    assert.match(said, /no display.*--window/);
  },
);

test(
  "a window without a camera says what to do instead, and leaves",
  { skip: openCv || noDisplay },
  async () => {
    using folder = temporaryFolder();
    await using display = await xDisplay();
    const env = { ...freshHome(folder.path), DISPLAY: display.env["DISPLAY"] };
    const args = ["preview", "--window", "--source", join(folder.path, "nothing.mp4")];
    const program = spawn(process.execPath, [PROGRAM, ...args], { env });
    let said = "";
    program.stderr.on("data", (text) => (said += String(text)));
    const [code] = (await once(program, "exit")) as [number];
    assert.equal(code, 66);
    assert.match(said, /^tetatty: nothing\.mp4: .+ - .+$/m);
    assert.doesNotMatch(said, /at .*\.js:\d+/);
  },
);
