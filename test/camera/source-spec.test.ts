import assert from "node:assert/strict";
import { test } from "node:test";
import { labelOf, parseSource, type SourceSpec } from "../../src/camera/source-spec.js";

const spec = (text: string): SourceSpec => {
  const found = parseSource(text);
  assert.ok(typeof found !== "string", `${text}: ${JSON.stringify(found)}`);
  return found;
};

test("a number and a device name are the same camera", () => {
  assert.deepEqual(spec("2"), { kind: "camera", index: 2, device: "/dev/video2" });
  assert.deepEqual(spec("/dev/video2"), spec("2"));
  assert.equal(labelOf(spec("2")), "camera 2");
});

test("patterns go by name, the ball without one", () => {
  assert.deepEqual(spec("pattern"), { kind: "pattern", name: "ball" });
  assert.deepEqual(spec("pattern:face"), { kind: "pattern", name: "face" });
  assert.equal(labelOf(spec("pattern:face")), "pattern:face");
});

test("files are images by their ending, and videos otherwise", () => {
  for (const path of ["cat.PNG", "/tmp/a b.jpeg", "x.webp"]) {
    assert.deepEqual(spec(path), { kind: "image", path });
  }
  for (const path of ["cat.mp4", "./cat", "pattern.avi", "12.mkv", "/dev/video", "a:b"]) {
    assert.deepEqual(spec(path), { kind: "file", path });
  }
  assert.equal(labelOf(spec("/home/ann/cat.mp4")), "cat.mp4");
  assert.deepEqual(spec("file:///tmp/my%20cat.png"), { kind: "image", path: "/tmp/my cat.png" });
});

test("a url keeps its password to itself", () => {
  const url = "rtsp://ann:se@cret@cam.local:554/live?token=1";
  assert.deepEqual(spec(url), { kind: "url", url });
  assert.equal(labelOf(spec(url)), "rtsp://cam.local:554/live");
  assert.equal(spec("HTTP://example.org/a.png").kind, "url");
});

test("what makes no sense is answered with a sentence that says what would", () => {
  for (const [text, words] of [
    ["", /empty.*camera number/],
    ["-", /cannot be read from stdin: save it/],
    ["pattern:bal", /no pattern "bal".*ball, bars/],
    ["pattern:", /no pattern ""/],
    ["999", /no camera 999/],
    ["gopher://x/y", /gopher:\/\/ cannot be played.*rtsp/],
    ["file://host/x", /not a path on this machine/],
    ["file:///%zz", /not a path on this machine/],
  ] as const) {
    const found = parseSource(text);
    assert.ok(typeof found === "string" && words.test(found), `${text}: ${JSON.stringify(found)}`);
  }
});
