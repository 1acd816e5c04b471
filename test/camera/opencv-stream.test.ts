import assert from "node:assert/strict";
import { once } from "node:events";
import { createReadStream, statSync } from "node:fs";
import { createServer, type RequestListener, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { openSource } from "../../src/camera/open.js";
import { loadSharp } from "../../src/native/load.js";
import { Latest } from "../../src/util/latest.js";
import {
  assertInOrder,
  CLIP,
  clipIn,
  dueBetween,
  expectedOf,
  pictureOf,
  WANTED,
} from "../rig/clip.js";
import { collect, untilStatus } from "../rig/collect.js";
import { psnr } from "../rig/psnr.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { openCv, readNumber } from "../rig/video.js";

interface Site extends AsyncDisposable {
  readonly url: string;
}

/** A web server on loopback. */
async function serve(answer: RequestListener): Promise<Site> {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function jpeg(n: number): Promise<Uint8Array> {
  const rgb = pictureOf(n);
  for (let at = 0; at < rgb.length; at += 3) rgb.subarray(at, at + 3).reverse();
  const image = loadSharp()(rgb, { raw: { ...CLIP, channels: 3 } });
  return (await image.jpeg().toBuffer({ resolveWithObject: true })).data;
}

/** Sends `count` pictures as a network camera does, then ends. */
async function streamPictures(count: number): Promise<RequestListener> {
  const parts = await Promise.all(Array.from({ length: CLIP.frames }, (_, n) => jpeg(n)));
  return (_request, response) => {
    response.setHeader("content-type", "multipart/x-mixed-replace; boundary=frame");
    let n = 0;
    const timer = setInterval(() => {
      if (n === count) {
        clearInterval(timer);
        response.end();
        return;
      }
      response.write("--frame\r\ncontent-type: image/jpeg\r\n\r\n");
      response.write(parts[n++ % CLIP.frames]);
      response.write("\r\n");
    }, 20);
    response.on("close", () => clearInterval(timer));
  };
}

test("a network camera's pictures arrive, newest first", { skip: openCv }, async () => {
  await using site = await serve(await streamPictures(10_000));
  await using source = openSource(`${site.url}/live.mjpg`, { fps: 30 });
  assert.equal(source.label, `${site.url}/live.mjpg`);
  source.want(WANTED);
  const frames = await collect(source, 20);
  assertInOrder(frames);
  for (const frame of frames) {
    const n = readNumber(frame.pixels, frame);
    assert.ok(psnr(frame.pixels, expectedOf(n)) > 28, `picture ${n}`);
  }
});

test("a stream nobody looks at is closed, and opened again", { skip: openCv }, async () => {
  const stream = await streamPictures(10_000);
  const viewers = new Latest<ServerResponse>();
  await using site = await serve((request, response) => {
    viewers.put(response);
    stream(request, response);
  });
  await using source = openSource(`${site.url}/live.mjpg`, { fps: 30 });
  source.want(WANTED);
  await collect(source, 2);
  const { value: viewer } = await viewers[Symbol.asyncIterator]().next();
  source.want({ width: 0, height: 0, fps: 30 });
  await once(viewer as ServerResponse, "close");
  assert.equal(source.status.at, "live");
  source.want(WANTED);
  await collect(source, 2);
  assert.equal(source.status.at, "live");
});

test("a stream that ends is said, and opened again", { skip: openCv }, async () => {
  await using site = await serve(await streamPictures(60));
  await using source = openSource(`${site.url}/live.mjpg`, { fps: 30 });
  source.want(WANTED);
  await collect(source, 1);
  await untilStatus(source, "waiting");
  assert.ok(source.status.at === "waiting");
  assert.equal(source.status.problem, "it stopped sending pictures");
  await untilStatus(source, "live");
});

test("a recording behind a url plays at its own rate", { skip: openCv }, async () => {
  using folder = temporaryFolder();
  const path = await clipIn(folder.path);
  await using site = await serve((_request, response) => {
    response.setHeader("content-length", statSync(path).size);
    createReadStream(path).pipe(response);
  });
  await using source = openSource(`${site.url}/clip.avi`, { fps: 30 });
  source.want(WANTED);
  const frames = await collect(source, 2 * CLIP.frames);
  const passed = assertInOrder(frames);
  const due = dueBetween(frames);
  assert.ok(passed <= due + 1.5, `${passed} pictures in the time of ${due.toFixed(1)}`);
});

test("a url where nobody answers is said", { skip: openCv }, async () => {
  const site = await serve(() => {});
  await site[Symbol.asyncDispose]();
  await using source = openSource(`${site.url}/live.mjpg`, { fps: 30 });
  await untilStatus(source, "waiting");
  assert.ok(source.status.at === "waiting");
  assert.match(source.status.problem, /cannot be reached/);
  assert.equal(source.status.hint, "check the address, or download it and play the file");
});
