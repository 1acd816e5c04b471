import assert from "node:assert/strict";
import { test } from "node:test";
import { FakePulse } from "../fakes/pulse.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { tetatty } from "./tetatty.js";

test("devices are listed as the options name them, the usual ones marked", async () => {
  using home = temporaryFolder();
  await using server = await FakePulse.start();
  const environment = { PULSE_SERVER: server.path };
  const { code, out } = await tetatty(["devices"], { home: home.path, environment });
  assert.match(out, /^cameras \(--source\)\n/);
  assert.match(out, /^microphones \(--mic\)\n {2}\* in {2}Good Microphone$/m);
  assert.match(out, /^speakers \(--speaker\)\n {2}\* out {2}Loud Speaker$/m);
  assert.equal(code, 0);
});

test("without a sound server it says what helps, and over ssh how to bring one along", async () => {
  using home = temporaryFolder();
  const nowhere = { PULSE_SERVER: "/nowhere/native" };
  const here = await tetatty(["devices"], { home: home.path, environment: nowhere });
  assert.match(here.out, /^microphones \(--mic\)\n {4}none$/m);
  assert.match(here.err, /no sound server listens at \/nowhere\/native - mend PULSE_SERVER/);
  const environment = { ...nowhere, SSH_CONNECTION: "1 2 3 4" };
  const remote = await tetatty(["devices"], { home: home.path, environment });
  assert.match(remote.err, /ssh -R \S+ /);
});
