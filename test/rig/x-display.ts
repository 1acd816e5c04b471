import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { loadSharp } from "../../src/native/load.js";
import type { Size } from "../../src/frame/frame.js";

import { askToClose } from "./x-close.js";

const run = promisify(execFile);

/** Only bounds a failure, in milliseconds: machines that run tests are slow at times. */
const PATIENCE = 20_000;

const TOOLS = ["Xvfb", "import", "xdotool"];
const folders = (process.env["PATH"] ?? "").split(delimiter);
const missing = TOOLS.filter((tool) => !folders.some((folder) => existsSync(join(folder, tool))));

/** Why a test that needs a display is skipped, or false when it can run. */
export const noDisplay: string | false =
  missing.length > 0 && `not installed here: ${missing.join(", ")}`;

/** A display without a screen; its first window stands in the upper left corner. */
export interface XDisplay extends AsyncDisposable {
  readonly env: NodeJS.ProcessEnv;
  /** BGR pixels of the upper left corner, packed. */
  photograph(size: Size): Promise<Uint8Array>;
  /** The window of that title, once there is one. */
  windowOf(title: string): Promise<string>;
  /** What a click on the cross in the title bar does. */
  close(window: string): Promise<void>;
  xdotool(...words: string[]): Promise<string>;
}

export async function xDisplay(): Promise<XDisplay> {
  const args = ["-displayfd", "3", "-screen", "0", "800x600x24", "-nolisten", "tcp"];
  const server = spawn("Xvfb", args, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const gone = once(server, "exit");
  const [name] = (await once(server.stdio[3] as Readable, "data")) as [Buffer];
  const env = { ...process.env, DISPLAY: `:${name.toString().trim()}` };
  const xdotool = async (...words: string[]): Promise<string> =>
    (await run("xdotool", words, { env })).stdout.trim();
  return {
    env,
    xdotool,
    async photograph({ width, height }) {
      const options = { env, encoding: "buffer", maxBuffer: 1 << 26 } as const;
      const crop = `${width}x${height}+0+0`;
      const shot = await run("import", ["-window", "root", "-crop", crop, "png:-"], options);
      const { data } = await loadSharp()(shot.stdout)
        .removeAlpha()
        .toColourspace("srgb")
        .raw()
        .toBuffer({ resolveWithObject: true });
      for (let at = 0; at < data.length; at += 3) data.subarray(at, at + 3).reverse();
      return data;
    },
    async windowOf(title) {
      // Its own --sync would wait for ever.
      for (const deadline = performance.now() + PATIENCE; performance.now() < deadline;) {
        const found = await xdotool("search", "--name", `^${title}$`).catch(() => "");
        if (found !== "") return found;
      }
      throw new Error(`there never was a window "${title}"`);
    },
    close: async (window) => askToClose(`/tmp/.X11-unix/X${env.DISPLAY.slice(1)}`, Number(window)),
    async [Symbol.asyncDispose]() {
      server.kill();
      await gone;
    },
  };
}
