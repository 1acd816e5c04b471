import assert from "node:assert/strict";
import { test } from "node:test";
import { type Cleaning, Voice } from "../../src/engine/voice.js";
import type { VoicePacket } from "../../src/voice/jitter-buffer.js";
import { FRAME, FRAME_MS, PER_MS, RATE } from "../../src/voice/sound.js";
import { FakeSound } from "../fakes/sound.js";
import { FakeTiming } from "../fakes/timing.js";
import { babble, likeness, loudness } from "../voice/babble.js";
import { dice } from "../voice/simulated-talk.js";

const PLAIN: Cleaning = { echo: false, noise: false };

/** Somebody at a machine of their own, whose sound card a test turns. */
async function somebody(timing: FakeTiming, cleaning = PLAIN) {
  const sound = new FakeSound();
  const spoken: VoicePacket[] = [];
  const parts = { sound, clock: timing, spoke: (packet: VoicePacket) => spoken.push(packet) };
  const voice = await Voice.begin(parts, cleaning);
  return { sound, spoken, voice };
}

const block = (sound: Int16Array, n: number, length: number): Int16Array =>
  sound.slice(n * length, (n + 1) * length);

test("what one says another hears, within 65 ms and as it was said", async () => {
  const timing = new FakeTiming();
  const ann = await somebody(timing);
  const bob = await somebody(timing);
  ann.voice.speak(true);
  const said = babble(5);
  const heard = new Int16Array(said.length);
  const step = 5 * PER_MS;
  let late = 0;
  for (let n = 0; n < said.length / step; n++) {
    timing.advance(5);
    ann.sound.say(block(said, n, step), timing.now() - 5);
    for (const packet of ann.spoken.splice(0)) bob.voice.hear(packet);
    heard.set(bob.sound.play(step) as Int16Array, n * step);
    const { heard: now } = bob.voice.report;
    if (now && n * 5 > 4000) late = now.at - now.capturedAt;
  }
  // Once the jitter buffer knows the line: until then it plays a little faster.
  const settled = 3 * RATE;
  const { lag, correlation } = likeness(
    said.subarray(settled),
    heard.subarray(settled),
    100 * PER_MS,
  );
  assert.ok(lag < 65 * PER_MS, `${lag / PER_MS} ms`);
  assert.ok(correlation > 0.9, `likeness ${correlation}`);
  assert.ok(Math.abs(bob.voice.report.level.theirs - ann.voice.report.level.mine) < 6);

  assert.ok(
    Math.abs(late - (lag / PER_MS - 6.5)) < 12,
    `${late} ms by its stamps, ${lag / PER_MS} by ear`,
  );
  await Promise.all([ann, bob].map(({ voice }) => voice[Symbol.asyncDispose]()));
});

test("nothing leaves before it may, and a mute ends what was being said", async () => {
  const timing = new FakeTiming();
  const { sound, spoken, voice } = await somebody(timing);
  const said = babble(1);
  const say = (frames: number): readonly VoicePacket[] => {
    for (let n = 0; n < frames; n++) {
      timing.advance(FRAME_MS);
      sound.say(block(said, n, FRAME), timing.now() - FRAME_MS);
    }
    return spoken.splice(0);
  };
  assert.deepEqual(say(10), []);
  voice.speak(true);
  const [first, ...more] = say(10);
  assert.deepEqual([first?.begins, first?.sequence, more.length], [true, 10, 9]);
  voice.speak(false);
  const [last, ...none] = say(10);
  assert.deepEqual([last?.ends, last?.data.length, none.length], [true, 0, 0]);
  assert.ok(voice.report.level.mine > -40);
  await voice[Symbol.asyncDispose]();
});

test("who listens to a loudspeaker sends no echo of it", async () => {
  const timing = new FakeTiming();
  const said = babble(6);
  const echoed = async (echo: boolean): Promise<Int16Array> => {
    const far = await somebody(timing);
    const near = await somebody(timing, { ...PLAIN, echo });
    far.voice.speak(true);
    near.voice.speak(true);
    const back = new Int16Array(said.length);
    const room: Int16Array[] = [];
    for (let n = 0; n < said.length / FRAME; n++) {
      timing.advance(FRAME_MS);
      far.sound.say(block(said, n, FRAME), timing.now() - FRAME_MS);
      for (const packet of far.spoken.splice(0)) near.voice.hear(packet);
      room.push(near.sound.play(FRAME) as Int16Array);
      const late = room[n - 3];
      near.sound.say(
        late ? late.map((sample) => sample / 2.5) : new Int16Array(FRAME),
        timing.now(),
      );
      for (const packet of near.spoken.splice(0)) far.voice.hear(packet);
      back.set(far.sound.play(FRAME) as Int16Array, n * FRAME);
    }
    await Promise.all([far, near].map(({ voice }) => voice[Symbol.asyncDispose]()));
    return back;
  };
  const [with_, without] = [await echoed(true), await echoed(false)];
  const lost = loudness(without, 3, 6) - loudness(with_, 3, 6);
  assert.ok(lost > 25, `${lost} dB quieter`);
});

test("a hiss is not worth sending where noise is taken out", async () => {
  const said = babble(6);
  const packetsOfHiss = async (noise: boolean): Promise<number> => {
    const timing = new FakeTiming();
    const roll = dice(2);
    const { sound, spoken, voice } = await somebody(timing, { echo: false, noise });
    voice.speak(true);
    for (let n = 0; n < said.length / FRAME; n++) {
      const words = n < 150 ? block(said, n, FRAME) : new Int16Array(FRAME);
      sound.say(
        words.map((sample) => sample / 2 + (roll() - 0.5) * 800),
        timing.now(),
      );
      timing.advance(FRAME_MS);
    }
    await voice[Symbol.asyncDispose]();
    return spoken.filter(({ sequence }) => sequence > 200).length;
  };
  const [left, sent] = [await packetsOfHiss(true), await packetsOfHiss(false)];
  assert.ok(left < sent / 2, `${left} packets instead of ${sent}`);
});

test("it tells what the devices do, and how long a microphone has been dead", async () => {
  const timing = new FakeTiming();
  const { sound, voice } = await somebody(timing);
  assert.equal(voice.report.microphone.at, "opening");
  sound.microphone?.turn({ at: "on", device: "desk" });
  sound.speaker?.turn({ at: "off", reason: "unplugged" });
  sound.say(new Int16Array(RATE), 0);
  const { microphone, speaker, deadFor } = voice.report;
  assert.deepEqual(
    [microphone, speaker],
    [
      { at: "on", device: "desk" },
      { at: "off", reason: "unplugged" },
    ],
  );
  assert.equal(deadFor, 1000);
  await voice[Symbol.asyncDispose]();
});

test("a microphone that gives too much floods nobody, and is told of while it does", async () => {
  const timing = new FakeTiming();
  const { sound, spoken, voice } = await somebody(timing);
  voice.speak(true);
  sound.microphone?.turn({ at: "on", device: "desk" });
  const roll = dice(5);
  const noise = Int16Array.from({ length: 10 * FRAME }, () => (roll() - 0.5) * 30_000);
  for (let n = 0; n < 500; n++) {
    timing.advance(FRAME_MS);
    sound.say(noise, timing.now());
  }
  assert.ok(spoken.length > 490 && spoken.length < 570, `${spoken.length} packets in 10 s`);
  const { microphone } = voice.report;
  assert.match(
    microphone.at === "on" ? (microphone.notice ?? "") : "",
    /gives too much: the rest is left out/,
  );
  for (let n = 0; n < 200; n++) {
    timing.advance(FRAME_MS);
    sound.say(noise.subarray(0, FRAME), timing.now());
  }
  assert.deepEqual(voice.report.microphone, { at: "on", device: "desk" });
  await voice[Symbol.asyncDispose]();
});

test("the peer is as loud as the user wants", async () => {
  const timing = new FakeTiming();
  const ann = await somebody(timing);
  const loudest = async (gain: number): Promise<number> => {
    const bob = await somebody(timing);
    bob.voice.setVolume(gain);
    ann.voice.speak(true);
    const said = babble(1);
    const heard = new Int16Array(said.length);
    for (let n = 0; n < 50; n++) {
      timing.advance(FRAME_MS);
      ann.sound.say(block(said, n, FRAME), timing.now() - FRAME_MS);
      for (const packet of ann.spoken.splice(0)) bob.voice.hear(packet);
      heard.set(bob.sound.play(FRAME) as Int16Array, n * FRAME);
    }
    await bob.voice[Symbol.asyncDispose]();
    return loudness(heard);
  };
  const difference = (await loudest(1)) - (await loudest(0.5));
  assert.ok(Math.abs(difference - 6) < 1.5, `${difference} dB`);
  await ann.voice[Symbol.asyncDispose]();
});
