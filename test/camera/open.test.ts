import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { openSource, SourceError } from "../../src/camera/open.js";
import { untilStatus } from "../rig/collect.js";
import { temporaryFolder } from "../rig/temporary-folder.js";

/** Runs `work` with OpenCV hidden, in this process and in those it starts. */
async function withoutOpenCv(work: () => Promise<void>): Promise<void> {
  const before = process.env["TETATTY_OPENCV"];
  process.env["TETATTY_OPENCV"] = "off";
  try {
    await work();
  } finally {
    if (before === undefined) delete process.env["TETATTY_OPENCV"];
    else process.env["TETATTY_OPENCV"] = before;
  }
}

test("a source that makes no sense is an error with a sentence", () => {
  assert.throws(
    () => openSource("pattern:nyan", { fps: 30 }),
    (error) =>
      error instanceof SourceError &&
      error.message.startsWith('--source: there is no pattern "nyan"'),
  );
});

test("without OpenCV a test pattern is shown, and said to be one", async () => {
  await withoutOpenCv(async () => {
    await using source = openSource(undefined, { fps: 30 });
    assert.equal(source.label, "pattern:ball");
    assert.ok(source.status.at === "live");
    assert.match(source.status.notice ?? "", /test pattern - type: tetatty setup$/);
  });
});

test(
  "without a camera a test pattern is shown, and said to be one",
  {
    skip: existsSync("/dev/video0") && "there is a camera here",
  },
  async () => {
    await using source = openSource(undefined, { fps: 30 });
    assert.equal(source.label, "pattern:ball");
    assert.ok(source.status.at === "live");
    assert.match(source.status.notice ?? "", /^no camera/);
  },
);

test("a video without OpenCV is trouble that says what to type", async () => {
  await withoutOpenCv(async () => {
    using folder = temporaryFolder();
    const path = join(folder.path, "cat.mp4");
    await using missing = openSource(path, { fps: 30 });
    await untilStatus(missing, "waiting");
    assert.ok(missing.status.at === "waiting");
    assert.equal(missing.status.problem, "there is no such file");
    writeFileSync(path, "as if");
    await using source = openSource(path, { fps: 30 });
    await untilStatus(source, "waiting");
    assert.ok(source.status.at === "waiting");
    assert.equal(source.status.problem, "OpenCV is not set up");
    assert.equal(source.status.hint, "type: tetatty setup");
  });
});
