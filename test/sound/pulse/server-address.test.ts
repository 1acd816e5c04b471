import assert from "node:assert/strict";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readCookie, serverAddress } from "../../../src/sound/pulse/server-address.js";

test("the server is where PULSE_SERVER says, or else in the run-time folder", () => {
  const cases: readonly (readonly [Record<string, string>, unknown])[] = [
    [{}, { path: "/run/user/1000/pulse/native" }],
    [{ XDG_RUNTIME_DIR: "/run/me" }, { path: "/run/me/pulse/native" }],
    [{ PULSE_RUNTIME_PATH: "/p" }, { path: "/p/native" }],
    [{ PULSE_SERVER: "unix:/tmp/p" }, { path: "/tmp/p" }],
    [{ PULSE_SERVER: "{host1}unix:/tmp/p" }, { path: "/tmp/p" }],
    [{ PULSE_SERVER: "/tmp/p" }, { path: "/tmp/p" }],
    [{ PULSE_SERVER: "tcp:box" }, { host: "box", port: 4713 }],
    [{ PULSE_SERVER: "tcp6:[::1]:99" }, { host: "::1", port: 99 }],
    [{ PULSE_SERVER: "nonsense tcp:box:7" }, { host: "box", port: 7 }],
    [{ PULSE_SERVER: "nonsense" }, { path: "/run/user/1000/pulse/native" }],
  ];
  for (const [environment, address] of cases)
    assert.deepEqual(serverAddress(environment, 1000), address, JSON.stringify(environment));
});

test("the cookie is the first whole one", () => {
  const home = mkdtempSync(join(tmpdir(), "tetatty-cookie-"));
  try {
    assert.deepEqual(readCookie({}, home), new Uint8Array(256));
    writeFileSync(join(home, ".pulse-cookie"), Buffer.alloc(256, 2));
    assert.deepEqual(Buffer.from(readCookie({}, home)), Buffer.alloc(256, 2));
    mkdirSync(join(home, ".config", "pulse"), { recursive: true });
    writeFileSync(join(home, ".config", "pulse", "cookie"), Buffer.alloc(10, 1));
    assert.deepEqual(Buffer.from(readCookie({}, home)), Buffer.alloc(256, 2), "short is none");
    writeFileSync(join(home, ".config", "pulse", "cookie"), Buffer.alloc(300, 1));
    assert.deepEqual(Buffer.from(readCookie({}, home)), Buffer.alloc(256, 1));
  } finally {
    rmSync(home, { recursive: true });
  }
});
