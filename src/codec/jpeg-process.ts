/**
 * The process that writes and reads JPEG with OpenCV: `node jpeg-process.js`.
 * Requests on stdin, answers on stdout (`parcels.ts`). What a stranger's
 * picture does to a decoder costs this process and not the call.
 */
import { loadOpenCv } from "../native/load.js";
import type { OpenCv } from "../native/opencv.js";
import { answerHead, Parcels, readRequest, REQUEST_BYTES, type Request } from "./parcels.js";

/** OpenCV's numbers: quality, and tables made for the picture, which save a tenth of the bytes. */
const QUALITY = 1;
const OPTIMIZE = 3;
/** In colour, and lying as it was written, whatever its EXIF says. */
const COLOR = 1 + 128;

function work(cv: OpenCv, { does, quality, width, height, data }: Request): Uint8Array | undefined {
  try {
    if (does === "write") {
      const mat = new cv.Mat(data, height, width, cv.CV_8UC3);
      return cv.imencode(".jpg", mat, [QUALITY, quality, OPTIMIZE, 1]);
    }
    const mat = cv.imdecode(Buffer.from(data), COLOR);
    return mat.cols === width && mat.rows === height ? mat.getData() : undefined;
  } catch {
    return undefined; // Not a JPEG after all: the other side is told so.
  }
}

function answer(data: Uint8Array = new Uint8Array(0)): void {
  process.stdout.write(answerHead(data.length));
  if (data.length > 0) process.stdout.write(data);
}

// Ctrl-C in the terminal reaches us too; when to stop is our parent's decision.
process.on("SIGINT", () => {});
process.stdout.on("error", () => process.exit());
const cv = loadOpenCv();
cv.setNumThreads(1);
const requests = new Parcels(REQUEST_BYTES);
process.stdin.on("data", (chunk: Uint8Array) => {
  for (const parcel of requests.push(chunk)) answer(work(cv, readRequest(parcel)));
});
answer();
