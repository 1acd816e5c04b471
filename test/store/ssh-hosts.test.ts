import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { sshHosts } from "../../src/store/ssh-hosts.js";
import { temporaryFolder } from "../rig/temporary-folder.js";

test("hosts are offered as ssh's configuration names them; patterns are none", () => {
  using folder = temporaryFolder();
  const path = join(folder.path, "config");
  assert.deepEqual(sshHosts(path), []);
  const lines = ["# mine", "Host far", "  HostName 10.0.0.7", "host\tnear  also", "Host=odd"];
  writeFileSync(path, [...lines, "Host *.example.org !not far", "Hostile no", ""].join("\n"));
  assert.deepEqual(sshHosts(path), ["far", "near", "also", "odd"]);
  assert.deepEqual(sshHosts(folder.path), []);
});
