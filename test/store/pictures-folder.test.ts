import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { picturesFolder } from "../../src/store/pictures-folder.js";
import { temporaryFolder } from "../rig/temporary-folder.js";

test("pictures go where the system keeps them, else to the home folder", () => {
  using folder = temporaryFolder();
  const home = folder.path;
  assert.equal(picturesFolder({}, home), home);
  mkdirSync(join(home, "Pictures"));
  assert.equal(picturesFolder({}, home), join(home, "Pictures"));
  mkdirSync(join(home, ".config"));
  const told = '# a comment\nXDG_MUSIC_DIR="$HOME/Musik"\nXDG_PICTURES_DIR="$HOME/Bilder"\n';
  writeFileSync(join(home, ".config", "user-dirs.dirs"), told);
  assert.equal(picturesFolder({}, home), join(home, "Bilder"));
  assert.equal(picturesFolder({ XDG_CONFIG_HOME: "/nowhere" }, home), join(home, "Pictures"));
  assert.equal(picturesFolder({ XDG_PICTURES_DIR: "/p" }, home), "/p");
  assert.equal(picturesFolder({ XDG_PICTURES_DIR: "relative" }, home), join(home, "Pictures"));
});
