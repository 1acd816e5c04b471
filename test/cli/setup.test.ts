import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { tetatty } from "./tetatty.js";

test("setup --check tells what there is, a line each, and fails without OpenCV", async () => {
  using home = temporaryFolder();
  const environment = { TETATTY_OPENCV: "off" };
  const { code, out } = await tetatty(["setup", "--check"], { home: home.path, environment });
  assert.match(out, /^missing  binding +TETATTY_OPENCV is off$/m);
  for (const line of out.trimEnd().split("\n").slice(0, -1)) {
    assert.match(line, /^(?:ok     |missing)  \S.* {2,}\S/);
  }
  assert.match(out, /type: tetatty setup/);
  assert.equal(code, 1);
});

test("a set-up that cannot be done says why and what to do", async () => {
  using home = temporaryFolder();
  const inTheWay = join(home.path, "file");
  writeFileSync(inTheWay, "");
  const environment = { XDG_CACHE_HOME: join(inTheWay, "cache"), XDG_DATA_HOME: inTheWay };
  const { code, out, err } = await tetatty(["setup"], { home: home.path, environment });
  assert.match(err, /^tetatty: [^\n]+ - see that \S+ can be written\n$/);
  assert.deepEqual([code, out], [1, ""]);
});
