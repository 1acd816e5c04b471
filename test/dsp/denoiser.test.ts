import assert from "node:assert/strict";
import { test } from "node:test";
import { Denoiser } from "../../src/dsp/denoiser.js";
import { FRAME, RATE } from "../../src/voice/sound.js";
import { babble, likeness, loudness } from "../voice/babble.js";
import { dice } from "../voice/simulated-talk.js";

async function denoised(sound: Int16Array): Promise<Int16Array> {
  const denoiser = await Denoiser.open();
  const clean = sound.slice();
  for (let at = 0; at + FRAME <= clean.length; at += FRAME) {
    denoiser.clean(clean.subarray(at, at + FRAME));
  }
  return clean;
}

const hiss = (seconds: number): Int16Array => {
  const roll = dice(2);
  return Int16Array.from({ length: seconds * RATE }, () => (roll() - 0.5) * 800);
};

test("between words a hiss is gone", async () => {
  const sound = hiss(6);
  babble(3).forEach((sample, n) => (sound[n] = (sound[n] as number) + sample / 2));
  const lost = loudness(sound, 4, 6) - loudness(await denoised(sound), 4, 6);
  assert.ok(lost > 20, `${lost} dB quieter`);
});

test("speech stays, ten milliseconds late", async () => {
  const noise = hiss(6);
  const said = babble(6);
  const clean = await denoised(said.map((sample, n) => sample / 2 + (noise[n] as number)));
  const { lag, correlation } = likeness(said, clean, 600);
  assert.deepEqual([lag, correlation > 0.95], [480, true], `likeness ${correlation}`);
});
