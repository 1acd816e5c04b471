import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, constants, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { VoiceThread } from "../../src/engine/voice-thread.js";
import type { Log, SoundWishes } from "../../src/ports.js";
import type { VoicePacket } from "../../src/voice/jitter-buffer.js";
import { FRAME_MS } from "../../src/voice/sound.js";
import { until } from "../rig/until.js";

const NOTHING: Log = { note: () => undefined };

function engine(
  sound: Partial<SoundWishes>,
  log = NOTHING,
  environment: Readonly<Record<string, string>> = {},
): VoiceThread {
  const wishes = { audio: "null", mic: undefined, speaker: "null", systemEcho: false } as const;
  return new VoiceThread(
    {
      sound: { ...wishes, ...sound },
      cleaning: { echo: true, noise: false },
      place: { environment, home: "/nonexistent", uid: -1 },
    },
    log,
  );
}

/** Keeps this thread, and only this one, from doing anything. */
function block(duration: number): void {
  const end = performance.now() + duration;
  while (performance.now() < end);
}

test("a tone in one engine is heard in another, and nothing before it may", async () => {
  await using ann = engine({ mic: "tone" });
  await using bob = engine({});
  let early = 0;
  let speaks = false;
  bob.begin(() => undefined);
  ann.begin((packet) => {
    if (!speaks) early++;
    bob.hear(packet);
  });
  await until("the microphone is on", () => ann.report.microphone.at === "on");
  await until("the microphone hears", () => ann.report.level.mine > -20);
  assert.equal(early, 0);
  speaks = true;
  ann.speak(true);
  await until("the other hears", () => bob.report.level.theirs > -20);
  assert.equal(bob.report.speaker.at, "on");
  assert.ok(bob.report.figures.played > 0);

  ann.end();
  assert.deepEqual(ann.report.microphone, { at: "off", reason: "no call" });
  ann.begin(() => undefined);
  await until("a second call", () => ann.report.microphone.at === "on");
});

test("while the main thread is busy, sound goes on being heard at its own pace", async () => {
  await using ann = engine({ mic: "tone" });
  const spoken: VoicePacket[] = [];
  ann.begin((packet) => spoken.push(packet));
  ann.speak(true);
  await until("a beep begins", () => spoken.some(({ begins }) => begins));
  block(1500);
  const before = spoken.length;
  await until("another beep", () => spoken.length > before + 15);
  for (const [n, packet] of spoken.entries()) {
    const last = spoken[n - 1];
    if (!last) continue;
    const frames = packet.sequence - last.sequence;
    assert.ok(packet.begins || frames === 1, `${frames} frames after ${last.sequence}`);
    const expected = last.capturedAt + frames * FRAME_MS;
    assert.ok(
      Math.abs(packet.capturedAt - expected) < 60,
      `${packet.capturedAt - expected} ms off`,
    );
  }
});

test("an engine that breaks is told, printed nowhere, and begins anew with the next call", async () => {
  const notes: string[] = [];
  await using ann = engine(
    {},
    { note: (event, fields) => notes.push(`${event} ${JSON.stringify(fields)}`) },
  );
  ann.begin(() => undefined);
  // No packet at all: nothing that our own code ever says.
  ann.hear(undefined as unknown as VoicePacket);
  ann.hear(undefined as unknown as VoicePacket);
  await until("it broke", () => {
    ann.hear(undefined as unknown as VoicePacket);
    return ann.report.microphone.at === "off";
  });
  assert.match((ann.report.speaker as { reason: string }).reason, /^sound failed: /);
  assert.ok(notes.some((note) => note.includes("TypeError")));
  ann.begin(() => undefined);
  await until("it is back", () => ann.report.speaker.at === "on");
});

test("what becomes of a device is written down, and one that fails leaves the other", async () => {
  const notes: string[] = [];
  const note: Log["note"] = (event, fields) => notes.push(`${event} ${JSON.stringify(fields)}`);
  await using ann = engine({ mic: "tone", speaker: "file:/dev/full" }, { note });
  ann.begin(() => undefined);
  await until("the disk is full", () => ann.report.speaker.at === "waiting");
  assert.equal(ann.report.microphone.at, "on");
  assert.ok(notes.includes('microphone {"at":"on","device":"tone"}'), notes.join("\n"));
  const told = notes.find((it) => it.startsWith('speaker {"at":"waiting"'));
  assert.match(told ?? "", /"problem":"\/dev\/full cannot be written: ENOSPC/);
});

test("a thread that nothing can end is not waited for", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tetatty-stuck-"));
  // Nobody ever writes to this pipe: who opens it stands still.
  const pipe = join(folder, "cookie");
  execFileSync("mkfifo", [pipe]);
  try {
    const environment = { PULSE_SERVER: join(folder, "native"), PULSE_COOKIE: pipe };
    const ann = engine({ audio: "auto", speaker: undefined }, NOTHING, environment);
    ann.begin(() => undefined);
    await ann[Symbol.asyncDispose]();
  } finally {
    closeSync(openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK));
    rmSync(folder, { recursive: true });
  }
});

test("an engine that never had a call has no thread to end", async () => {
  const ann = engine({});
  await ann[Symbol.asyncDispose]();
  ann.prepare();
  assert.equal(ann.report.microphone.at, "off");
});
