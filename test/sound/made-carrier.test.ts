import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, ftruncateSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import type { SoundBlock } from "../../src/ports.js";
import { CarrierError } from "../../src/sound/carrier.js";
import { isMade, MadeCarrier } from "../../src/sound/made-carrier.js";
import { decodeWav } from "../../src/sound/wav.js";
import { FakeTiming } from "../fakes/timing.js";

const folder = mkdtempSync(join(tmpdir(), "tetatty-made-"));
after(() => rmSync(folder, { recursive: true }));

const silence = (count: number): Int16Array => new Int16Array(count);

const isExplained = (error: unknown) =>
  error instanceof CarrierError && /none\.wav/.test(error.message);

async function hear(device: string, duration: number): Promise<Int16Array> {
  const timing = new FakeTiming();
  const blocks: SoundBlock[] = [];
  await using _ = await new MadeCarrier(device, timing).openMicrophone(undefined, (block) =>
    blocks.push(block),
  );
  timing.advance(duration);
  return Int16Array.from(blocks.flatMap(({ samples }) => Array.from(samples)));
}

test("what a speaker writes into a file, a microphone reads from it, over and over", async () => {
  const path = join(folder, "said.wav");
  const timing = new FakeTiming();
  let next = 0;
  const speaker = await new MadeCarrier(`file:${path}`, timing).openSpeaker(undefined, (count) =>
    Int16Array.from({ length: count }, () => next++ % 10_000),
  );
  timing.advance(1000);
  await speaker[Symbol.asyncDispose]();
  const file = decodeWav(readFileSync(path));
  assert.ok(file.length > 47_000 && file.length <= 48_000, `${file.length} samples`);
  assert.ok(Math.abs((file[777] as number) - 777) <= 1);

  const heard = await hear(`file:${path}`, 1500);
  assert.ok(heard.length > 71_000, `${heard.length} heard`);
  assert.deepEqual(heard.subarray(file.length, file.length + 9000), file.subarray(0, 9000));
});

test("a tone beeps at 440 Hz for a fifth of each second", async () => {
  const heard = await hear("tone", 2000);
  const beep = heard.subarray(0, 9600);
  const crossings = beep.filter((sample, i) => sample >= 0 && (beep[i - 1] ?? 0) < 0).length;
  assert.ok(Math.abs(crossings - 88) <= 1, `${crossings} periods`);
  assert.ok(heard.subarray(9600, 48_000).every((sample) => sample === 0));
  assert.ok(heard.subarray(48_000, 57_600).some((sample) => sample > 7000));
});

test("nothing at all is silent, and no device is made of other words", async () => {
  assert.equal((await hear("null", 1000)).length, 0);
  assert.deepEqual(["null", "tone", "file:x", "nul", "alsa", undefined].map(isMade), [
    true,
    true,
    true,
    false,
    false,
    false,
  ]);
});

test("what is no file is refused, at once", async () => {
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  for (const path of [pipe, "/dev/zero", "/dev/urandom", folder]) {
    const carrier = new MadeCarrier(`file:${path}`, new FakeTiming());
    await assert.rejects(async () => carrier.openMicrophone(undefined, () => undefined), {
      name: "CarrierError",
      message: `${path} cannot be used: it is no file`,
    });
  }
  for (const path of [pipe, folder]) {
    const carrier = new MadeCarrier(`file:${path}`, new FakeTiming());
    const isRefused = { name: "CarrierError", message: /cannot be written/ };
    await assert.rejects(async () => carrier.openSpeaker(undefined, silence), isRefused);
  }
});

test("a file of more sound than is held is refused before it is read", async () => {
  const path = join(folder, "huge.wav");
  const file = openSync(path, "w");
  ftruncateSync(file, 300e6);
  closeSync(file);
  const carrier = new MadeCarrier(`file:${path}`, new FakeTiming());
  await assert.rejects(async () => carrier.openMicrophone(undefined, () => undefined), {
    message: `${path} cannot be used: it is larger than 256 MB`,
  });
});

test("a full disk ends the speaker, and says so", async () => {
  const timing = new FakeTiming();
  const carrier = new MadeCarrier("file:/dev/full", timing);
  await using end = await carrier.openSpeaker(undefined, silence);
  timing.advance(50);
  assert.match((await end.over).problem, /^\/dev\/full cannot be written: ENOSPC/);
});

test("a speaker's file that is opened again goes on where it stopped", async () => {
  const timing = new FakeTiming();
  const path = join(folder, "long.wav");
  const carrier = new MadeCarrier(`file:${path}`, timing);
  for (const part of [1, 2]) {
    await using _ = await carrier.openSpeaker(undefined, (count) => silence(count).fill(part));
    timing.advance(500);
  }
  const heard = decodeWav(readFileSync(path));
  assert.ok(heard.length > 46_000 && heard.length <= 48_000, `${heard.length}`);
  assert.deepEqual([heard[100], heard.at(-100)], [1, 2]);
});

test("a file that cannot be used says why and what to give", async () => {
  const missing = `file:${join(folder, "none.wav")}`;
  const carrier = new MadeCarrier(missing, new FakeTiming());
  await assert.rejects(async () => carrier.openMicrophone(undefined, () => undefined), isExplained);
});
