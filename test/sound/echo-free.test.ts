import assert from "node:assert/strict";
import { test } from "node:test";
import { COMMAND } from "../../src/sound/pulse/commands.js";
import { FakePulse } from "../fakes/pulse.js";
import { reaches, soundOf } from "../rig/pulse-sound.js";

/** The source and the sink that a module makes. */
const named = (words = "") => /source_name=(\S+) sink_name=(\S+)/.exec(words)?.slice(1) ?? [];

test("each process has an echo canceller of its own, before the devices that it wished for", async () => {
  await using fake = await FakePulse.start();
  await using ann = soundOf(fake, { mic: "good mic", speaker: "headset", systemEcho: true });
  await using bob = soundOf(fake, { systemEcho: true });
  const first = await reaches(
    ann.openMicrophone(() => undefined),
    "on",
  );
  await reaches(
    bob.openMicrophone(() => undefined),
    "on",
  );
  const second = await reaches(
    ann.openSpeaker((count) => new Int16Array(count)),
    "on",
  );
  assert.deepEqual(first, { at: "on", device: "Good Microphone" });
  assert.deepEqual(second, {
    at: "on",
    device: "Loud Speaker",
    notice: "there is no speaker “headset”: the usual one is used",
  });
  const [one, other] = [...fake.modules.values()];
  assert.match(one ?? "", / source_master=in$/, "by its own name, and no speaker by a wrong one");
  assert.ok(!other?.includes("master"));
  assert.deepEqual(fake.opened, [named(one)[0], named(other)[0], named(one)[1]]);
  assert.equal(new Set(fake.opened).size, 3);
  const ids = (await ann.devices(AbortSignal.timeout(5000))).map(({ id }) => id);
  assert.deepEqual(ids, ["in", "out"]);
  await ann[Symbol.asyncDispose]();
  assert.deepEqual([...fake.modules.values()], [other]);
});

test("what a process that died left on the server is taken out, and nothing else", async () => {
  await using fake = await FakePulse.start();
  const stale = "source_name=tetatty-echo-free-source-00 sink_name=tetatty-echo-free-sink-00";
  const others = "source_name=better sink_name=best";
  fake.modules.set(71, stale).set(72, others);
  await using sound = soundOf(fake, { systemEcho: true });
  await reaches(
    sound.openSpeaker((count) => new Int16Array(count)),
    "on",
  );
  assert.deepEqual([...fake.modules.keys()], [72, 1]);
});

test("an echo canceller that somebody took out is put in again", async () => {
  await using fake = await FakePulse.start();
  await using sound = soundOf(fake, { systemEcho: true });
  await reaches(
    sound.openSpeaker((count) => new Int16Array(count)),
    "on",
  );
  fake.modules.clear();
  await reaches(
    sound.openMicrophone(() => undefined),
    "on",
  );
  assert.equal(fake.modules.size, 1);
});

test("where the server has no echo canceller there is sound, and a word about it", async () => {
  await using fake = await FakePulse.start();
  fake.refuses.set(COMMAND.loadModule, 14);
  await using sound = soundOf(fake, { systemEcho: true });
  assert.deepEqual(
    await reaches(
      sound.openMicrophone(() => undefined),
      "on",
    ),
    {
      at: "on",
      device: "Good Microphone",
      notice:
        "no --echo system, the sound server refuses: the module does not start: try --echo on",
    },
  );
});
