/**
 * The process that holds the camera: `node opencv-process.js <camera|file|url> <name>`.
 *
 * OpenCV may hang, crash and print; here it costs one camera and not the call.
 * Pictures leave on descriptor 3, what is wanted comes as lines on stdin, and
 * the exit code says why it left (`child-exit.ts`). No stdin, no parent: it goes.
 */
import { Socket } from "node:net";
import { loadOpenCv } from "../native/load.js";
import { Capture, type CaptureSource } from "./capture.js";
import { CHILD_EXIT } from "./child-exit.js";
import { PictureWriter } from "./picture-writer.js";
import { Wish } from "./wish.js";

const PICTURES = 3;

/** At once, whatever other threads do: an orderly exit would wait for a read that hangs. */
function vanish(): void {
  process.kill(process.pid, "SIGKILL");
}

function leave(code: number, error: unknown): never {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(code);
}

/** Calls `make`, or leaves the process with `code` and what it threw. */
function orLeave<T>(code: number, make: () => T): T {
  try {
    return make();
  } catch (error) {
    return leave(code, error);
  }
}

// Ctrl-C in the terminal reaches us too; when to stop is our parent's decision.
process.on("SIGINT", () => {});
const [kind, name] = process.argv.slice(2) as [CaptureSource["kind"], string];
const wish = new Wish(process.stdin, vanish);
const pipe = new Socket({ fd: PICTURES, readable: false, writable: true }).on("error", vanish);
const writer = new PictureWriter(pipe);
const cv = orLeave(CHILD_EXIT.noOpenCv, loadOpenCv);
// More threads for pictures this small cost more than they help.
cv.setNumThreads(1);
const parts = { cv, wish, send: writer.put.bind(writer) };
const capture = orLeave(CHILD_EXIT.cannotOpen, () => new Capture({ kind, name }, parts));
await capture.run().catch((error: unknown) => leave(CHILD_EXIT.cannotOpen, error));
process.exit(capture.seen === 0 ? CHILD_EXIT.noPicture : CHILD_EXIT.ended);
