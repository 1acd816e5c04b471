/** `node read-video-process.js <path>`: a video as OpenCV reads it, on stdout: width, height and rate in 32 bits each, then raw BGR pictures. */
import { loadOpenCv } from "../../src/native/load.js";

const cv = loadOpenCv();
const capture = new cv.VideoCapture(process.argv[2] ?? "");
const header = new Uint32Array([
  capture.get(cv.CAP_PROP_FRAME_WIDTH),
  capture.get(cv.CAP_PROP_FRAME_HEIGHT),
  capture.get(cv.CAP_PROP_FPS),
]);
const parts: Uint8Array[] = [new Uint8Array(header.buffer)];
for (let picture = capture.read(); !picture.empty; picture = capture.read())
  parts.push(picture.getData());
process.stdout.write(Buffer.concat(parts));
