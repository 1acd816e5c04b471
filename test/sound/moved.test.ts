import assert from "node:assert/strict";
import { test } from "node:test";
import { FakePulse } from "../fakes/pulse.js";
import { reaches, soundOf } from "../rig/pulse-sound.js";
import { until } from "../rig/until.js";

const HEADSET = { name: "headset", label: "Headset" };

test("a microphone that is unplugged is told by its name, and gone back to when it returns", async () => {
  await using fake = await FakePulse.start();
  const laptop = fake.microphones;
  fake.microphones = [...laptop, HEADSET];
  await using sound = soundOf(fake, { mic: "headset" });
  const microphone = sound.openMicrophone(() => undefined);
  assert.deepEqual(await reaches(microphone, "on"), { at: "on", device: "Headset" });

  fake.microphones = laptop;
  fake.moveStream("record", "in");
  await until("it is told", () => microphone.status.at === "on" && "notice" in microphone.status);
  assert.deepEqual(microphone.status, {
    at: "on",
    device: "Good Microphone",
    notice: "your microphone “Headset” is gone: “Good Microphone” is used",
  });

  fake.microphones = [...laptop, HEADSET];
  await until("it is back", () => !("notice" in microphone.status));
  assert.deepEqual(microphone.status, { at: "on", device: "Headset" });
});

test("who moves a speaker in the desktop's own control is believed", async () => {
  await using fake = await FakePulse.start();
  fake.speakers = [...fake.speakers, HEADSET];
  await using sound = soundOf(fake);
  const speaker = sound.openSpeaker((count) => new Int16Array(count));
  await reaches(speaker, "on");
  fake.moveStream("playback", "headset");
  await until(
    "it has moved",
    () => speaker.status.at === "on" && speaker.status.device === "Headset",
  );
  assert.deepEqual(speaker.status, { at: "on", device: "Headset" });
  fake.speakers = [HEADSET];
  fake.moveStream("playback", "headset");
  assert.deepEqual(speaker.status, { at: "on", device: "Headset" });
});

test("an echo canceller whose device is gone is set up anew", async () => {
  await using fake = await FakePulse.start();
  await using sound = soundOf(fake, { systemEcho: true });
  const microphone = sound.openMicrophone(() => undefined);
  await reaches(microphone, "on");
  fake.modules.clear();
  fake.moveStream("record", "in");
  await reaches(microphone, "waiting");
  await reaches(microphone, "on");
  assert.equal(fake.modules.size, 1);
  assert.match(fake.opened.at(-1) ?? "", /^tetatty-echo-free/);
});
