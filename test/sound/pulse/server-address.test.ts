import assert from "node:assert/strict";
import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readCookie, serverAddresses } from "../../../src/sound/pulse/server-address.js";

test("the server is where PULSE_SERVER says, in order, or else in the run-time folder", () => {
  const cases: readonly (readonly [Record<string, string>, ...unknown[]])[] = [
    [{}, { path: "/run/user/1000/pulse/native" }],
    [{ PULSE_SERVER: " " }, { path: "/run/user/1000/pulse/native" }],
    [{ XDG_RUNTIME_DIR: "/run/me" }, { path: "/run/me/pulse/native" }],
    [{ PULSE_RUNTIME_PATH: "/p" }, { path: "/p/native" }],
    [{ PULSE_SERVER: "unix:/tmp/p" }, { path: "/tmp/p" }],
    [{ PULSE_SERVER: "{host1}unix:/tmp/p" }, { path: "/tmp/p" }],
    [{ PULSE_SERVER: "/tmp/p:1" }, { path: "/tmp/p:1" }],
    [{ PULSE_SERVER: "tcp:box" }, { host: "box", port: 4713 }],
    [{ PULSE_SERVER: "tcp6:[::1]:99" }, { host: "::1", port: 99 }],
    [{ PULSE_SERVER: "127.0.0.1:14713" }, { host: "127.0.0.1", port: 14_713 }],
    [{ PULSE_SERVER: "box" }, { host: "box", port: 4713 }],
    [{ PULSE_SERVER: "tcp:box:7 unix:/tmp/p" }, { host: "box", port: 7 }, { path: "/tmp/p" }],
    [{ PULSE_SERVER: "a:b:c unix:p tcp:x:65536 tcp: box" }, { host: "box", port: 4713 }],
    [{ PULSE_SERVER: "a:b:c" }],
  ];
  for (const [environment, ...addresses] of cases)
    assert.deepEqual(serverAddresses(environment, 1000), addresses, JSON.stringify(environment));
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
