import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { timing } from "../../src/camera/timing.js";
import type { SoundStatus, SoundSystem, SoundWishes } from "../../src/ports.js";
import { openSound } from "../../src/sound/open.js";
import { ProgramCarrier } from "../../src/sound/program-carrier.js";
import { PROGRAMS } from "../../src/sound/programs.js";
import { noPipeWireServer, PipeWireServer } from "../rig/pipewire-server.js";
import { until } from "../rig/until.js";
import { noPulseServer, PulseServer } from "../rig/pulse-server.js";

const skip = noPulseServer() ?? false;
const RATE = 48_000;

const soundOf = (
  server: Pick<PulseServer, "environment">,
  wishes: Partial<SoundWishes> = {},
): SoundSystem =>
  openSound(
    { audio: "auto", mic: undefined, speaker: "vmicsink", systemEcho: false, ...wishes },
    {
      timing,
      environment: { ...process.env, ...server.environment },
      home: server.environment["HOME"] ?? "",
      uid: process.getuid?.() ?? 0,
    },
  );

/** A tone of `pitch` Hz, whatever pieces it is asked for in. */
function tone(pitch: number): (count: number) => Int16Array {
  let at = 0;
  return (count) =>
    Int16Array.from({ length: count }, () => 8000 * Math.sin((2 * Math.PI * pitch * at++) / RATE));
}

/** A part in which 440 and 700 Hz both go round a whole number of times: 50 ms. */
const PART = 2400;

/** The amplitude of `pitch` in most of `samples`: a gap that a busy machine made is not the pitch's fault. */
function loudness(samples: readonly number[], pitch: number): number {
  const parts: number[] = [];
  for (let at = 0; at + PART <= samples.length; at += PART)
    parts.push(amplitude(samples.slice(at, at + PART), pitch));
  return parts.toSorted((a, b) => a - b)[Math.floor(parts.length / 2)] ?? 0;
}

/** By Fourier's sum, written out. */
function amplitude(samples: readonly number[], pitch: number): number {
  let re = 0;
  let im = 0;
  for (const [i, sample] of samples.entries()) {
    re += sample * Math.cos((2 * Math.PI * pitch * i) / RATE);
    im += sample * Math.sin((2 * Math.PI * pitch * i) / RATE);
  }
  return (2 * Math.hypot(re, im)) / samples.length;
}

/** Listens until `wanted` samples after the first that is not silent. */
function listener(wanted: number) {
  const heard: number[] = [];
  let done: (heard: readonly number[]) => void;
  const whole = new Promise<readonly number[]>((resolve) => {
    done = resolve;
  });
  const take = ({ samples }: { readonly samples: Int16Array }) => {
    for (const sample of samples)
      if (heard.length > 0 || Math.abs(sample) > 1000) heard.push(sample);
    if (heard.length >= wanted) done(heard.slice(0, wanted));
  };
  return { take, whole };
}

async function pactl(server: PulseServer, words: readonly string[]): Promise<string> {
  const env = { ...process.env, ...server.environment, LC_ALL: "C" };
  return (await promisify(execFile)("pactl", words, { env })).stdout;
}

const reaches = (
  end: { readonly status: SoundStatus; onChange(listener: () => void): Disposable },
  at: SoundStatus["at"],
): Promise<void> =>
  new Promise((resolve) => {
    const look = () => end.status.at === at && resolve();
    end.onChange(look);
    look();
  });

test("what a real server plays it hears, and again after it was restarted", { skip }, async () => {
  await using server = await PulseServer.start();
  await using sound = soundOf(server);
  let listening = listener(RATE / 2);
  const microphone = sound.openMicrophone((block) => listening.take(block));
  const speaker = sound.openSpeaker(tone(440));
  const first = await listening.whole;
  assert.ok(loudness(first, 440) > 7000, `440 Hz at ${loudness(first, 440)}`);
  assert.ok(loudness(first, 700) < 500, `700 Hz at ${loudness(first, 700)}`);
  assert.equal(sound.label, "pulseaudio");

  await server.kill();
  await Promise.all([reaches(microphone, "waiting"), reaches(speaker, "waiting")]);
  listening = listener(RATE / 4);
  await server.restart();
  assert.ok(loudness(await listening.whole, 440) > 7000);
});

const noPipeWire = noPipeWireServer() ?? false;

test("PipeWire is a sound server like any other", { skip: noPipeWire }, async () => {
  await using server = await PipeWireServer.start();
  await using sound = soundOf(server);
  const ids = (await sound.devices(AbortSignal.timeout(5000))).map(({ id }) => id);
  assert.deepEqual(ids.toSorted(), ["vmic", "vmicsink", "vspk"]);
  const { take, whole } = listener(RATE / 2);
  sound.openMicrophone(take);
  sound.openSpeaker(tone(440));
  const heard = await whole;
  assert.ok(loudness(heard, 440) > 5000, `440 Hz at ${loudness(heard, 440)}`);
});

test(
  "the server's own echo canceller is put between, for each, and taken out again",
  { skip },
  async () => {
    await using server = await PulseServer.start();
    const left = await pactl(server, [
      "load-module",
      "module-echo-cancel",
      "source_name=tetatty-echo-free-source-dead",
      "sink_name=tetatty-echo-free-sink-dead",
    ]);
    const echoFree = async () =>
      (await pactl(server, ["list", "short", "modules"]))
        .split("\n")
        .filter((line) => line.includes("tetatty-echo-free"));
    assert.ok((await echoFree())[0]?.startsWith(left.trim()));
    const wishes = { mic: "Monitor of Null", speaker: undefined, systemEcho: true };
    const ann = soundOf(server, wishes);
    const bob = soundOf(server, wishes);
    for (const sound of [ann, bob]) {
      const microphone = sound.openMicrophone(() => undefined);
      const speaker = sound.openSpeaker((count) => new Int16Array(count));
      await Promise.all([reaches(microphone, "on"), reaches(speaker, "on")]);
    }
    const loaded = await echoFree();
    assert.equal(loaded.length, 2, loaded.join());
    assert.ok(!loaded.some((line) => line.includes("dead")));
    const sources = await pactl(server, ["list", "source-outputs"]);
    for (const line of loaded) {
      const name = /source_name=(\S+)/.exec(line)?.[1] ?? "";
      const index = new RegExp(`^(\\d+)\t${name}\t`, "m").exec(
        await pactl(server, ["list", "short", "sources"]),
      )?.[1];
      assert.match(sources, new RegExp(`Source: ${index}\\b`), "somebody listens to it");
    }
    await Promise.all([ann[Symbol.asyncDispose](), bob[Symbol.asyncDispose]()]);
    assert.deepEqual(await echoFree(), []);
  },
);

test(
  "a speaker that goes and comes back is left and gone back to, and said so",
  { skip },
  async () => {
    await using server = await PulseServer.start();
    await using sound = soundOf(server, { speaker: "vspk" });
    const speaker = sound.openSpeaker((count) => new Int16Array(count));
    await reaches(speaker, "on");
    const before = speaker.status;
    const modules = await pactl(server, ["list", "short", "modules"]);
    const index = /^(\d+)\tmodule-null-sink\tsink_name=vspk/m.exec(modules)?.[1] ?? "";
    await pactl(server, ["unload-module", index]);
    await until("it is told", () => "notice" in speaker.status);
    assert.match(JSON.stringify(speaker.status), /your speaker “.+” is gone: “.+” is used/);
    await pactl(server, ["load-module", "module-null-sink", "sink_name=vspk"]);
    await until("it is back", () => !("notice" in speaker.status));
    assert.deepEqual(speaker.status, before);
  },
);

test("programs carry sound as well, and hold little of it", { skip }, async () => {
  await using server = await PulseServer.start();
  const pair = PROGRAMS.find(({ label }) => label === "pacat");
  assert.ok(pair);
  const carrier = new ProgramCarrier(pair, timing, { ...process.env, ...server.environment });
  const listening = listener(RATE / 4);
  await using _microphone = await carrier.openMicrophone(undefined, listening.take);
  let pulled = 0;
  const play = tone(440);
  const begun = timing.now();
  await using _speaker = await carrier.openSpeaker("vmicsink", (count) => {
    pulled += count;
    return play(count);
  });
  const heard = await listening.whole;
  assert.ok(loudness(heard, 440) > 5000, `440 Hz at ${loudness(heard, 440)}`);
  // Never ahead of time by more than a program may hold.
  assert.ok(pulled / 48 < timing.now() - begun + 100, `${pulled} pulled`);
});
