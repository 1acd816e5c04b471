/** `node video-process.js <path> <width> <height> <fps>`: raw BGR pictures on stdin become a video. */
import { loadOpenCv } from "../../src/native/load.js";

const [path, ...numbers] = process.argv.slice(2) as [string, ...string[]];
const [width, height, fps] = numbers.map(Number) as [number, number, number];
const cv = loadOpenCv();
const code = cv.VideoWriter.fourcc("MJPG");
const writer = new cv.VideoWriter(path, code, fps, new cv.Size(width, height), true);
const length = width * height * 3;
let rest = Buffer.alloc(0);
for await (const chunk of process.stdin as AsyncIterable<Buffer>) {
  rest = Buffer.concat([rest, chunk]);
  while (rest.length >= length) {
    writer.write(new cv.Mat(rest.subarray(0, length), height, width, cv.CV_8UC3));
    rest = rest.subarray(length);
  }
}
writer.release();
