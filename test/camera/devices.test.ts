import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { listCameras } from "../../src/camera/devices.js";
import { temporaryFolder } from "../rig/temporary-folder.js";

test("cameras are listed by number, without the nodes that carry no pictures", () => {
  using folder = temporaryFolder();
  const device = (entry: string, name: string, index: number) => {
    mkdirSync(join(folder.path, entry));
    writeFileSync(join(folder.path, entry, "name"), `${name}\n`);
    writeFileSync(join(folder.path, entry, "index"), `${index}\n`);
  };
  device("video10", "Tenth", 0);
  device("video2", "Second", 0);
  device("video3", "Second", 1);
  mkdirSync(join(folder.path, "v4l-subdev0"));
  assert.deepEqual(listCameras(folder.path), [
    { source: "2", label: "Second" },
    { source: "10", label: "Tenth" },
  ]);
  assert.deepEqual(listCameras(join(folder.path, "nowhere")), []);
});
