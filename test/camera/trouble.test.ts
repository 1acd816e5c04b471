import assert from "node:assert/strict";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { OpenCvSpec } from "../../src/camera/source-spec.js";
import { type Ending, explain, explainImage } from "../../src/camera/trouble.js";
import { NativeError } from "../../src/native/load.js";
import { temporaryFolder } from "../rig/temporary-folder.js";

const CLOSED: Ending = { how: "cannot-open", detail: "" };
const EMPTY: Ending = { how: "no-picture", detail: "" };

const camera = (device: string, index = 0): OpenCvSpec => ({ kind: "camera", index, device });
const file = (path: string): OpenCvSpec => ({ kind: "file", path });
const URL_SPEC: OpenCvSpec = { kind: "url", url: "rtsp://cam.local/live" };
const isRoot = process.getuid?.() === 0 && "root may open everything";

test("a missing camera and one that does not open are told apart", () => {
  using folder = temporaryFolder();
  const device = join(folder.path, "video0");
  assert.deepEqual(explain(camera(device), CLOSED), {
    problem: `there is no ${device}`,
    hint: "plug a camera in, or use --source pattern",
  });
  writeFileSync(device, "as if");
  assert.equal(explain(camera(device), CLOSED).problem, `${device} cannot be opened`);
  const busy = "VIDEOIO(V4L2:/dev/video0): ioctl failed\nerrno=16 (Device or resource busy)";
  assert.deepEqual(explain(camera(device), { how: "cannot-open", detail: busy }), {
    problem: `another program uses ${device}`,
    hint: "close it there",
  });
});

test("a camera without permission says how to get it", { skip: isRoot }, () => {
  using folder = temporaryFolder();
  const device = join(folder.path, "video0");
  writeFileSync(device, "");
  chmodSync(device, 0);
  const { problem, hint } = explain(camera(device), CLOSED);
  assert.equal(problem, `no permission to open ${device}`);
  assert.equal(hint, "type: sudo usermod -aG video $USER - and log in again");
});

test("a device without pictures points to its neighbour", () => {
  assert.equal(explain(camera("/dev/video1", 1), EMPTY).hint, "try --source 0");
  assert.equal(explain(camera("/dev/video0", 0), EMPTY).hint, "try --source 1");
});

test("files are explained by what stands in their place", () => {
  using folder = temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  mkdirSync(at("album"));
  writeFileSync(at("notes.txt"), "hello");
  writeFileSync(at("empty.mp4"), "");
  assert.equal(explain(file(at("gone")), CLOSED).problem, "there is no such file");
  assert.equal(explain(file(at("gone")), CLOSED).hint, `looked for ${at("gone")}`);
  assert.equal(explain(file(at("album")), CLOSED).problem, "it is a folder");
  assert.equal(explain(file(at("empty.mp4")), EMPTY).problem, "the file is empty");
  for (const ending of [CLOSED, EMPTY]) {
    assert.match(explain(file(at("notes.txt")), ending).problem, /not a video/);
  }
  assert.match(explainImage(at("notes.txt"), new Error("bad magic")).problem, /not an image/);
  assert.equal(explainImage(at("gone"), new Error("x")).problem, "there is no such file");
});

test("what is not there needs nobody to read it", () => {
  using folder = temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  writeFileSync(at("notes.txt"), "hello");
  const noOpenCv: Ending = { how: "no-opencv", detail: "OpenCV is not set up" };
  const noSharp = new NativeError("no sharp", "get it");
  const problems = (path: string) => [
    explain(file(path), noOpenCv).problem,
    explainImage(path, noSharp).problem,
  ];
  const missing = "there is no such file";
  assert.deepEqual(problems(at("gone")), [missing, missing]);
  assert.deepEqual(problems(folder.path), ["it is a folder", "it is a folder"]);
  assert.deepEqual(problems(at("notes.txt")), ["OpenCV is not set up", "no sharp"]);
  assert.match(explain(camera(at("video7"), 7), noOpenCv).problem, /^there is no .*video7$/);
});

test("urls, hangs, ends and crashes have their own words", () => {
  assert.match(explain(URL_SPEC, CLOSED).problem, /cannot be reached/);
  assert.equal(explain(URL_SPEC, EMPTY).problem, "it sends no video");
  assert.equal(explain(URL_SPEC, { how: "hung", silence: 3500 }).problem, "no picture for 4 s");
  assert.match(explain(URL_SPEC, { how: "ended", detail: "" }).problem, /stopped sending/);
  assert.equal(
    explain(URL_SPEC, { how: "crashed", detail: "SIGSEGV" }).problem,
    "its process crashed (SIGSEGV)",
  );
  assert.deepEqual(explain(URL_SPEC, { how: "no-opencv", detail: "OpenCV is not set up" }), {
    problem: "OpenCV is not set up",
    hint: "type: tetatty setup",
  });
});
