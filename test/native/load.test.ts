import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test } from "node:test";
import {
  bindingPath,
  findOpenCv,
  loadOpenCv,
  loadSharp,
  NativeError,
  openCvAvailable,
} from "../../src/native/load.js";

function emptyFolder(): Disposable & { readonly path: string } {
  const path = mkdtempSync(join(tmpdir(), "tetatty-native-"));
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true }) };
}

test("the binding's place follows the data folder and names the runtime it was built for", () => {
  const path = bindingPath({ XDG_DATA_HOME: "/data" });
  assert.ok(path.startsWith("/data/tetatty/opencv/node-"));
  assert.ok(dirname(path).endsWith(`${process.versions.modules}-${process.arch}`));
  assert.ok(bindingPath({}).includes("/.local/share/tetatty/"));
});

test("a binding in the data folder is found", () => {
  using folder = emptyFolder();
  const env = { XDG_DATA_HOME: folder.path };
  mkdirSync(dirname(bindingPath(env)), { recursive: true });
  writeFileSync(bindingPath(env), "");
  assert.equal(findOpenCv(env), bindingPath(env));
});

test("TETATTY_OPENCV alone decides: a path, a wrong path, or off", () => {
  using folder = emptyFolder();
  const path = join(folder.path, "my.node");
  assert.equal(findOpenCv({ TETATTY_OPENCV: path }), undefined);
  writeFileSync(path, "");
  assert.equal(findOpenCv({ TETATTY_OPENCV: path }), path);
  assert.equal(openCvAvailable({ TETATTY_OPENCV: "off" }), false);
});

test("off stays off where a file has that name", () => {
  using folder = emptyFolder();
  const home = process.cwd();
  process.chdir(folder.path);
  writeFileSync("off", "");
  assert.equal(findOpenCv({ TETATTY_OPENCV: "off" }), undefined);
  process.chdir(home);
});

test("a missing binding is an error that says what to type", () => {
  assert.throws(
    () => loadOpenCv({ TETATTY_OPENCV: "off" }),
    (error) =>
      error instanceof NativeError &&
      error.message === "OpenCV is not set up" &&
      error.hint === "type: tetatty setup",
  );
});

test("a binding that does not load says why in one line", () => {
  using folder = emptyFolder();
  const path = join(folder.path, "broken.node");
  writeFileSync(path, "not a library");
  assert.throws(
    () => loadOpenCv({ TETATTY_OPENCV: path }),
    (error) =>
      error instanceof NativeError &&
      /^OpenCV cannot be loaded: .+/.test(error.message) &&
      !error.message.includes("\n") &&
      error.hint === "type: tetatty setup",
  );
});

test("sharp loads and turns pixels around", async () => {
  const sharp = loadSharp();
  const pixel = new Uint8Array([200, 100, 50]);
  const { data, info } = await sharp(pixel, { raw: { width: 1, height: 1, channels: 3 } })
    .raw()
    .toBuffer({ resolveWithObject: true });
  assert.deepEqual([...data], [200, 100, 50]);
  assert.deepEqual([info.width, info.height, info.channels], [1, 1, 3]);
});
