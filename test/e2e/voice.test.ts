import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { decodeWav, wavHeader } from "../../src/sound/wav.js";
import { RATE } from "../../src/voice/sound.js";
import { compare } from "../bench/hearing.js";
import { block, blockable } from "../rig/blocked-main.js";
import { Peer } from "../rig/peer.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { until } from "../rig/until.js";
import { babble } from "../voice/babble.js";

/** Whole programs need no device for this: one listens to a file, the other plays into one. */
const MUTE = ["--no-video", "--audio", "null"];

function writeWav(path: string, sound: Int16Array): void {
  const bytes = new Uint8Array(sound.buffer, sound.byteOffset, sound.byteLength);
  writeFileSync(path, Buffer.concat([wavHeader(sound.length), bytes]));
}

const voice = (peer: Peer, field: string) =>
  peer.events.findLast(({ event }) => event === "voice")?.[field];

const isBeside = (peer: Peer): boolean =>
  peer.events.findLast(({ event }) => event === "stats")?.["voiceWay"] === "datagrams";

test("what is said into one program's microphone comes out of the other's speaker", async () => {
  using folder = temporaryFolder();
  const [spoken, written] = [join(folder.path, "said.wav"), join(folder.path, "heard.wav")];
  const said = babble(4);
  writeWav(spoken, said);
  {
    await using bob = await Peer.listening(
      "--auto-answer",
      ...MUTE,
      "--speaker",
      `file:${written}`,
    );
    await using ann = await Peer.listening(
      "--no-video",
      "--audio",
      `file:${spoken}`,
      "--speaker",
      "null",
    );
    ann.type(`call ${bob.address}`);
    await Promise.all([ann.is("live"), bob.is("live")]);
    await until("bob hears ann", () => voice(bob, "peer") === "heard");
    await until("a good part was played", () => (bob.stats.at(-1)?.["voicePlayed"] ?? 0) > 250);
    assert.ok((ann.stats.at(-1)?.["voiceKbpsOut"] ?? Infinity) < 45);
    ann.type("mute");
    await until("ann is muted", () => voice(bob, "peer") === "muted");
    ann.type("hangup");
    await Promise.all([ann.is("idle"), bob.is("idle")]);
  }
  // The microphone's file goes round and round: what was heard is somewhere in two rounds of it.
  const rounds = Int16Array.from([...said, ...said, ...said]);
  const heard = decodeWav(readFileSync(written));
  const middle = heard.subarray(2.5 * RATE, 4.5 * RATE);
  const { likeness } = compare(middle, rounds, 5000);
  assert.ok(likeness > 0.8, `likeness ${likeness}`);
});

test("a peer with sound and one without talk, each as it can", async () => {
  await using bob = await Peer.listening("--auto-answer", "--no-video");
  await using ann = await Peer.listening("--no-video", "--audio", "tone", "--speaker", "null");
  ann.type(`call ${bob.address}`);
  await Promise.all([ann.is("live"), bob.is("live")]);
  await until("ann knows", () => voice(ann, "peer") === "deaf");
  assert.equal(voice(bob, "peer"), undefined);
  ann.type("hangup");
  await Promise.all([ann.is("idle"), bob.is("idle")]);
});

test("a parrot answers when it was told something", async () => {
  using folder = temporaryFolder();
  const spoken = join(folder.path, "said.wav");
  writeWav(spoken, Int16Array.from([...babble(1), ...new Int16Array(4 * RATE)]));
  await using bob = await Peer.listening("--auto-answer", "--no-video", "--audio", "parrot");
  const sound = ["--audio", `file:${spoken}`, "--speaker", "null"];
  await using ann = await Peer.listening("--no-video", ...sound);
  ann.type(`call ${bob.address}`);
  await until("it answers", () => (ann.stats.at(-1)?.["levelTheirs"] ?? -60) > -30);
});

test("a voice does not wait for the main threads of either side", async () => {
  using folder = temporaryFolder();
  const [spoken, written] = [join(folder.path, "said.wav"), join(folder.path, "heard.wav")];
  const said = babble(4);
  writeWav(spoken, said);
  {
    const place = { env: blockable(600, 60) };
    const ears = ["--audio", "null", "--speaker", `file:${written}`];
    const mouth = ["--audio", `file:${spoken}`, "--speaker", "null"];
    const listen = ["--listen", "127.0.0.1:0", "--auto-answer", "--no-video"];
    await using bob = await Peer.within(place, ...listen, ...ears);
    await using ann = await Peer.within(place, "--no-listen", "--no-video", ...mouth);
    ann.type(`call ${bob.address}`);
    await until("it is heard beside the stream", () => isBeside(ann) && isBeside(bob));
    const before = bob.stats.at(-1) ?? {};
    for (const { child } of [ann, bob]) block(child);
    const played = () => (bob.stats.at(-1)?.["voicePlayed"] ?? 0) - (before["voicePlayed"] ?? 0);
    await until("a good part was played", () => played() > 250);
    const starved = (bob.stats.at(-1)?.["voiceStarved"] ?? 0) - (before["voiceStarved"] ?? 0);
    assert.ok(starved < played() / 10, `${starved} starved of ${played()}`);
  }
  const heard = decodeWav(readFileSync(written));
  const late = heard.subarray(heard.length - 2.5 * RATE, heard.length - 0.5 * RATE);
  const { likeness } = compare(late, Int16Array.from([...said, ...said, ...said]), 5000);
  assert.ok(likeness > 0.8, `likeness ${likeness}`);
});
