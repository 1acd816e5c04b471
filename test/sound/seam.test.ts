import assert from "node:assert/strict";
import { test } from "node:test";
import type { SoundBlock } from "../../src/ports.js";
import { FakeSound } from "../fakes/sound.js";

test("sound devices work while they are open, and say what they do", async () => {
  const sound = new FakeSound();
  const heard: SoundBlock[] = [];
  const microphone = sound.openMicrophone((block) => heard.push(block));
  const speaker = sound.openSpeaker((count) => new Int16Array(count).fill(7));

  const told: string[] = [];
  using _ = microphone.onChange(() => told.push(microphone.status.at));
  sound.microphone?.turn({ at: "on", device: "desk" });
  sound.say(Int16Array.of(1, 2), 10);
  assert.deepEqual(sound.play(3), Int16Array.of(7, 7, 7));
  assert.deepEqual(told, ["on"]);

  await microphone[Symbol.asyncDispose]();
  await speaker[Symbol.asyncDispose]();
  sound.say(Int16Array.of(3), 20);
  assert.equal(sound.play(1), undefined);
  assert.deepEqual(heard, [{ samples: Int16Array.of(1, 2), at: 10 }]);
});
