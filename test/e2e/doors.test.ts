/** Keys and options that keep people out, in real programs. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { openKnownPeers } from "../../src/store/known-peers.js";
import { tetatty } from "../cli/tetatty.js";
import { Peer, PROGRAM } from "../rig/peer.js";
import { noPty, openPty, type Pty } from "../rig/pty.js";

const QUIET = ["--source", "pattern:bars"];

/** Waits for calls in a terminal; gives its address when it does. */
async function waiting(
  env: Readonly<Record<string, string>> = {},
): Promise<{ pty: Pty; address: string }> {
  const args = [PROGRAM, "--listen", "127.0.0.1:0", ...QUIET];
  const pty = openPty({ command: process.execPath, args, cols: 100, rows: 30, env });
  await pty.until("listening", (text) => /listening on 127\.0\.0\.1:\d+/.test(text));
  return { pty, address: /127\.0\.0\.1:\d+/.exec(pty.text())![0] };
}

test("b blocks whoever rings, and a second caller's list shows it", { skip: noPty }, async () => {
  const { pty, address } = await waiting();
  await using ann = pty;
  await using zoe = await Peer.listening("--name", "zoe", ...QUIET);
  zoe.type(`call ${address}`);
  await ann.shows("zoe? is calling");
  ann.write("b");
  await ann.shows("blocked zoe - tetatty peers unblock SHA256:");
  await zoe.until("declined", ({ reason }) => reason === "they-declined");
  await zoe.is("idle");
  zoe.type(`call ${address}`);
  await zoe.until("nobody", ({ reason }) => reason === "not-accepted");
  await ann.until("the mark", (text) => /× zoe\? +blocked/.test(text));

  const [blocked] = openKnownPeers(join(ann.home, "data", "tetatty", "known_peers")).keys;
  assert.deepEqual([blocked?.blocked, blocked?.saidName], [true, "zoe"]);
  ann.write("b");
  await ann.shows("zoe may ring again");
  zoe.type(`call ${address}`);
  await ann.shows("zoe? is calling");
});

test(
  "who was answered is in the book, by a name that nobody vouches for",
  { skip: noPty },
  async () => {
    const { pty, address } = await waiting();
    await using ann = pty;
    await using zoe = await Peer.listening("--name", "zoe", ...QUIET);
    zoe.type(`call ${address}`);
    await ann.shows("zoe? is calling");
    ann.write("a");
    await ann.until("the call", (text) => /in call with zoe\? .*◌ unverified/.test(text));
    await ann.until("the row", (text) => /● zoe\? +00:0/.test(text));
    assert.match(ann.title, /zoe\?/);

    const peers = (...words: readonly string[]) => {
      const environment = { XDG_DATA_HOME: join(ann.home, "data") };
      return tetatty(["peers", ...words], { home: ann.home, environment });
    };
    assert.match((await peers()).out, /^zoe\? +127\.0\.0\.1:\d+ +incoming /);
    assert.equal((await peers("block", "zoe")).code, 0);
    zoe.type("hangup");
    await ann.until("the mark", (text) => /× zoe\? +blocked/.test(text));
  },
);

test("D turns calls away until it is pressed again", { skip: noPty }, async () => {
  const { pty, address } = await waiting({ TETATTY_DND: "on" });
  await using ann = pty;
  await using zoe = await Peer.listening("--name", "zoe", ...QUIET);
  await ann.shows("do not disturb");
  zoe.type(`call ${address}`);
  await zoe.until("busy", ({ reason }) => reason === "busy");
  await ann.until("missed", (text) => /! zoe\? +missed/.test(text));
  ann.write("D");
  await ann.until("open", (text) => !text.includes("◌ do not disturb"));
  zoe.type(`call ${address}`);
  await ann.shows("zoe? is calling");
});

test("strangers are turned away by --only-known, and counted", async () => {
  await using ann = await Peer.listening("--only-known", ...QUIET);
  await using zoe = await Peer.listening(...QUIET);
  for (const words of ["1 stranger was turned away", "2 strangers were turned away"]) {
    zoe.type(`call ${ann.address}`);
    await ann.until(words, ({ event, text }) => event === "notice" && text === words);
    await zoe.is("idle");
  }
  assert.ok(!ann.events.some(({ event }) => event === "state"));
});

test(
  "a call makes a noise and a notification only where nobody looks",
  { skip: noPty },
  async () => {
    const { pty, address } = await waiting({ TERM: "foot" });
    await using ann = pty;
    await using zoe = await Peer.listening("--name", "z@e", ...QUIET);
    /** How the user is called to a call that they then decline. */
    const calls = async (): Promise<readonly string[]> => {
      zoe.type(`call ${address}`);
      await ann.shows("incoming call");
      ann.write("d");
      await zoe.until("declined", ({ reason }) => reason === "they-declined");
      await zoe.is("idle");
      await ann.shows("you declined");
      return ann.screen.calls.splice(0);
    };
    ann.write("\u001b[O");
    assert.deepEqual(await calls(), ["bell", "777;notify;tetatty;z@e? is calling"]);
    ann.write("\u001b[I");
    assert.deepEqual(await calls(), []);
  },
);
