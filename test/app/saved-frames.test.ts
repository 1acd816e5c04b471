import assert from "node:assert/strict";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { SavedFrames } from "../../src/app/saved-frames.js";
import { makeFrame } from "../../src/frame/frame.js";
import { temporaryFolder } from "../rig/temporary-folder.js";

test("a folder that goes away while pictures come is told once, and later ones are saved", async () => {
  using parent = temporaryFolder();
  const folder = join(parent.path, "pictures");
  const told: string[] = [];
  const saved = new SavedFrames({ folder, every: 1 }, ({ message }) => told.push(message));
  const picture = makeFrame(4, 4, new Uint8Array(48), 0);
  const save = async (): Promise<void> => {
    saved.offer(picture);
    await saved.finish();
  };
  rmSync(folder, { recursive: true });
  await save();
  await save();
  assert.equal(told.length, 1);
  mkdirSync(folder);
  await save();
  assert.ok(existsSync(join(folder, "frame-000002.png")));
});
