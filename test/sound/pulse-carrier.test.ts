import assert from "node:assert/strict";
import { test } from "node:test";
import { timing } from "../../src/camera/timing.js";
import type { SoundBlock } from "../../src/ports.js";
import { CarrierError } from "../../src/sound/carrier.js";
import { openSound } from "../../src/sound/open.js";
import { PulseCarrier } from "../../src/sound/pulse-carrier.js";
import { COMMAND } from "../../src/sound/pulse/commands.js";
import { DELAY, FakePulse, FIRST_REQUEST } from "../fakes/pulse.js";
import { placeAt, reaches, soundOf, WISHES } from "../rig/pulse-sound.js";

/** Resolves when `isSo`, which is looked at again and again. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setTimeout(resolve, 5));
}

const numbered = (count: number, from: number): Int16Array =>
  Int16Array.from({ length: count }, (_, i) => from + i);

test("a speaker is given all it asks for, at once and in order", async () => {
  await using fake = await FakePulse.start();
  await using sound = soundOf(fake);
  let next = 0;
  const pulled: number[] = [];
  const speaker = sound.openSpeaker((count) => {
    pulled.push(count);
    next += count;
    return numbered(count, next - count);
  });
  assert.equal((await reaches(speaker, "on")).at, "on");
  fake.request(480);
  fake.request(962);
  await until(() => fake.played.length === 3);
  assert.deepEqual(pulled, [FIRST_REQUEST / 2, 240, 481]);
  const heard = new Int16Array(Uint8Array.from(Buffer.concat(fake.played)).buffer);
  assert.deepEqual(heard, numbered(FIRST_REQUEST / 2 + 240 + 481, 0));
});

test("a microphone's blocks come in order, stamped with when they were in the air", async () => {
  await using fake = await FakePulse.start();
  await using sound = soundOf(fake);
  const blocks: SoundBlock[] = [];
  const microphone = sound.openMicrophone((block) => blocks.push(block));
  await reaches(microphone, "on");
  await until(() => microphone.latency === DELAY);
  const before = timing.now();
  fake.record(new Uint8Array(numbered(240, 5).buffer));
  fake.record(new Uint8Array(numbered(240, 245).buffer));
  await until(() => blocks.length === 2);
  assert.deepEqual(blocks[0]?.samples, numbered(240, 5));
  assert.deepEqual(blocks[1]?.samples, numbered(240, 245));
  assert.ok((blocks[0]?.at ?? 0) >= before - DELAY - 5);
  assert.ok((blocks[0]?.at ?? 0) <= timing.now() - DELAY - 5);
});

test("devices are listed without what only listens to speakers", async () => {
  await using fake = await FakePulse.start();
  await using sound = soundOf(fake);
  assert.deepEqual(await sound.devices(AbortSignal.timeout(5000)), [
    { kind: "microphone", id: "in", label: "Good Microphone", isDefault: true },
    { kind: "speaker", id: "out", label: "Loud Speaker", isDefault: true },
  ]);
});

test("a device can be called by the beginning of its name; one that is not there is replaced, and said so", async () => {
  await using fake = await FakePulse.start();
  await using sound = soundOf(fake, { mic: "good", speaker: "headset" });
  const microphone = sound.openMicrophone(() => undefined);
  const speaker = sound.openSpeaker((count) => new Int16Array(count));
  assert.deepEqual(await reaches(microphone, "on"), { at: "on", device: "Good Microphone" });
  assert.deepEqual(await reaches(speaker, "on"), {
    at: "on",
    device: "Loud Speaker",
    notice: "there is no speaker “headset”: the usual one is used",
  });
});

test("a device that is unplugged is said, and tried again", async () => {
  await using fake = await FakePulse.start();
  await using sound = soundOf(fake);
  const microphone = sound.openMicrophone(() => undefined);
  await reaches(microphone, "on");
  fake.killStream("record");
  const status = await reaches(microphone, "waiting");
  assert.equal(status.at === "waiting" && status.problem, "the sound device is gone");
  await reaches(microphone, "on");
  const created = fake.heard.filter((command) => command === COMMAND.createRecord);
  assert.equal(created.length, 2);
});

test("a server that talks nonsense is left, and tried again", async () => {
  await using fake = await FakePulse.start();
  await using sound = soundOf(fake);
  const speaker = sound.openSpeaker((count) => new Int16Array(count));
  await reaches(speaker, "on");
  fake.babble(Buffer.alloc(64, 0xff));
  const status = await reaches(speaker, "waiting");
  assert.equal(status.at === "waiting" && status.problem, "the sound server is not understood");
  await reaches(speaker, "on");
});

test("an answer that is cut short ends the waiting for it", async () => {
  await using fake = await FakePulse.start();
  for (const command of [COMMAND.authenticate, COMMAND.serverInfo, COMMAND.createRecord]) {
    fake.refuses.set(command, "nothing said");
    await using sound = soundOf(fake);
    const status = await reaches(
      sound.openMicrophone(() => undefined),
      "waiting",
    );
    assert.equal(status.at === "waiting" && status.problem, "the sound server is not understood");
    fake.refuses.clear();
  }
});

test("a server that asks for more than it can hold is not given it", async () => {
  await using fake = await FakePulse.start();
  await using sound = soundOf(fake);
  const pulled: number[] = [];
  const speaker = sound.openSpeaker((count) => {
    pulled.push(count);
    return new Int16Array(Math.min(count, 1 << 20));
  });
  await reaches(speaker, "on");
  fake.request(0xfffffff0);
  await until(() => pulled.length === 2);
  assert.equal(pulled[1], 48_000, "a second of sound");
});

test("a server that asks and takes nothing is not written to for ever", async () => {
  await using fake = await FakePulse.start();
  await using sound = soundOf(fake);
  let pulled = 0;
  const speaker = sound.openSpeaker((count) => {
    pulled += count;
    return new Int16Array(count).fill(1);
  });
  await reaches(speaker, "on");
  fake.deafen(true);
  for (let n = 0; n < 50; n++) fake.request(96_000);
  await until(() => pulled > 50 * 48_000);
  fake.deafen(false);
  await until(() => {
    fake.request(2);
    return fake.played.at(-1)?.length === 2;
  });
  const taken = fake.played.reduce((sum, { length }) => sum + length, 0);
  assert.ok(taken < 15 * 96_000, `${taken} bytes`);
});

test("of the servers that are named the first that listens is taken", async () => {
  await using fake = await FakePulse.start();
  await using sound = openSound(WISHES, placeAt(`unix:/nowhere/native ${fake.path}`));
  assert.equal((await sound.devices(AbortSignal.timeout(5000))).length, 2);
});

/** What is said where no device is found, with `server` for PULSE_SERVER. */
async function silenceAt(
  server: string,
  more: Readonly<Record<string, string>> = {},
): Promise<string> {
  await using sound = openSound(WISHES, placeAt(server, more));
  assert.deepEqual(await sound.devices(AbortSignal.timeout(5000)), []);
  return `${sound.silence?.problem} - ${sound.silence?.hint}`;
}

test("why no device can be listed is told as it is", async () => {
  const mend = "mend PULSE_SERVER, or do without: unset PULSE_SERVER";
  const restart = "restart it, or mend PULSE_SERVER, which names it";
  await using fake = await FakePulse.start();
  assert.equal(
    await silenceAt("unix:/nowhere/native /nowhere/else"),
    `no sound server listens at /nowhere/native or /nowhere/else - ${mend}`,
  );
  assert.equal(await silenceAt("a:b:c"), `PULSE_SERVER names no sound server: a:b:c - ${mend}`);
  assert.match(
    await silenceAt("", { XDG_RUNTIME_DIR: "/nowhere" }),
    /^there is no sound server here/,
  );
  fake.refuses.set(COMMAND.authenticate, "nothing said");
  assert.equal(await silenceAt(fake.path), `the sound server is not understood - ${restart}`);
  fake.refuses.set(COMMAND.authenticate, "silence");
  assert.equal(await silenceAt(fake.path), `the sound server does not answer - ${restart}`);
  fake.refuses.clear();
  fake.refuses.set(COMMAND.sinks, "nothing said").set(COMMAND.sources, "nothing said");
  assert.match(await silenceAt(fake.path), /^the sound server knows no microphone and no speaker/);
});

test("a refusal is said in words, and is no reason to try other programs", async () => {
  await using fake = await FakePulse.start();
  fake.refuses.set(COMMAND.authenticate, 1);
  const settings = { environment: { PULSE_SERVER: fake.path }, home: "/nowhere", uid: 1 };
  const carrier = new PulseCarrier({ ...settings, timing, canceller: undefined });
  await assert.rejects(carrier.devices(), (error) => {
    assert.ok(error instanceof CarrierError);
    assert.match(error.message, /^the sound server refuses: access denied \(.*PULSE_COOKIE\)$/);
    assert.equal(error.absent, false);
    return true;
  });
});

test("a disposed system lets go of the server and asks for nothing more", async () => {
  await using fake = await FakePulse.start();
  const sound = soundOf(fake);
  let pulls = 0;
  const speaker = sound.openSpeaker((count) => {
    pulls++;
    return new Int16Array(count);
  });
  await reaches(speaker, "on");
  await sound[Symbol.asyncDispose]();
  const before = pulls;
  fake.request(480);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(pulls, before);
});

test("a monitor is listened to by whoever names it exactly", async () => {
  await using fake = await FakePulse.start();
  await using sound = soundOf(fake, { mic: "out.monitor" });
  const microphone = sound.openMicrophone(() => undefined);
  assert.deepEqual(await reaches(microphone, "on"), {
    at: "on",
    device: "Monitor of Loud Speaker",
  });
  assert.deepEqual(fake.opened, ["out.monitor"]);
});
