/** Whose key it is, as a person and as a program is asked. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { makeIdentity } from "../../src/trust/identity.js";
import { tetatty as program } from "../cli/tetatty.js";
import { DEFAULT_FG, paletteColour } from "../rig/palette.js";
import { Peer, PROGRAM } from "../rig/peer.js";
import { noPty, openPty, type Pty } from "../rig/pty.js";
import { temporaryFolder } from "../rig/temporary-folder.js";

const QUIET = ["--source", "pattern:bars"];
const ASKING = "--no-trust-first";

const fingerprintOf = ({ events }: Peer): string =>
  String(events.find(({ event }) => event === "ready")?.["fingerprint"]);

const tetatty = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Pty =>
  openPty({ command: process.execPath, args: [PROGRAM, ...args], cols: 100, rows: 30, env });

const ALARM = "SOMEBODY MAY BE LISTENING IN";
const RED = paletteColour(1);

test("a program is asked by an event, and answers by a command", async () => {
  await using ann = await Peer.listening("--auto-answer", ...QUIET);
  await using bob = await Peer.listening(ASKING, ...QUIET);
  bob.type(`call ${ann.address}`);
  await bob.until(
    "the question",
    ({ event, fingerprint }) => event === "verify" && fingerprint === fingerprintOf(ann),
  );
  bob.type("distrust");
  await bob.is("idle");
  assert.equal(bob.reason, "untrusted");
  bob.type(`call ${ann.address}`);
  await bob.is("verifying");
  bob.type("trust");
  await Promise.all([bob.is("live"), ann.is("live")]);
  bob.type("hangup");
  await bob.is("idle");
  bob.type(`call ${ann.address}`);
  await bob.is("live");
  assert.equal(bob.events.filter(({ event }) => event === "verify").length, 2);
});

test("an invite calls without a question", async () => {
  await using ann = await Peer.listening("--auto-answer", ...QUIET);
  await using bob = await Peer.listening(ASKING, ...QUIET);
  bob.type(`call tetatty://${ann.address}#${fingerprintOf(ann)}`);
  await Promise.all([bob.is("live"), ann.is("live")]);
});

test("without a face another key than the invite's is told once, with what to do", async () => {
  await using ann = await Peer.listening("--auto-answer", ...QUIET);
  using home = temporaryFolder();
  const invite = `tetatty://${ann.address}#${makeIdentity().key.fingerprint}`;
  const words = ["call", invite, "--headless", "--no-listen", ...QUIET];
  const { code, out } = await program(words, { home: home.path });
  assert.equal(code, 69);
  assert.equal(out.match(/did not call/g)?.length, 1, out);
  const why = `${ALARM} - another key than expected answers for ${ann.address}: ${fingerprintOf(ann)} - `;
  assert.ok(out.includes(`${why}it is not the invite's: ask for a new one`), out);
});

for (const [look, env, background] of [
  ["red", {}, RED],
  ["reversed without colours", { NO_COLOR: "1" }, DEFAULT_FG],
] as const)
  test(
    `a trusted key is called, another one later is a hard stop, ${look}`,
    { skip: noPty },
    async () => {
      await using ann = await Peer.listening("--auto-answer", ...QUIET);
      await using bob = tetatty(["call", ann.address, ASKING, "--no-listen", ...QUIET], env);
      await bob.until("the question", (text) => text.includes("first contact"));
      assert.ok(bob.text().includes(fingerprintOf(ann)));
      bob.write("t");
      await bob.until("the call", (text) => text.includes("in call with"));
      bob.write("h");
      await bob.until("hung up", (text) => text.includes("you hung up"));
      const path = join(bob.home, "data", "tetatty", "known_peers");
      const pinned = readFileSync(path, "utf8");
      assert.ok(pinned.includes(`\n${ann.address} ssh-ed25519 `), pinned);
      writeFileSync(path, `${ann.address} ssh-ed25519 ${makeIdentity().key.base64} 2026-01-01\n`);
      await ann.is("idle");
      bob.write(`c${ann.address}\r`);
      await bob.until("the warning", (text) => text.includes(ALARM));
      await bob.until("what to do", (text) => text.includes("tetatty peers forget"));
      const row = bob.lines().findIndex((line) => line.includes(ALARM));
      const heading = bob.cell(bob.lines()[row]!.indexOf(ALARM), row);
      assert.deepEqual([heading.bold, heading.bg], [true, background]);
      assert.equal(ann.at, "idle");
    },
  );

test("a stranger who rings is marked as one, with the key", { skip: noPty }, async () => {
  await using bob = tetatty(["--listen", "127.0.0.1:0", ...QUIET]);
  await bob.until("listening", (text) => /listening on 127\.0\.0\.1:\d+/.test(text));
  const port = /127\.0\.0\.1:(\d+)/.exec(bob.text())?.[1] ?? "";
  await using zoe = await Peer.listening("--name", "zoe", ...QUIET);
  zoe.type(`call 127.0.0.1:${port}`);
  await bob.until("ringing", (text) => text.includes("incoming call"));
  assert.ok(bob.text().includes("not verified"));
  assert.ok(bob.text().includes(fingerprintOf(zoe)));
  bob.write("d");
  await zoe.is("idle");
  bob.write("y");
  await bob.until("an invite", (text) =>
    text.includes(`invite copied: tetatty://127.0.0.1:${port}#SHA256:`),
  );
});
