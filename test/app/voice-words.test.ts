import assert from "node:assert/strict";
import { test } from "node:test";
import type { Hearing } from "../../src/app/call-voice.js";
import type { Scene } from "../../src/app/face.js";
import { CallFigures } from "../../src/app/figures.js";
import { Fresh } from "../../src/app/fresh.js";
import { screenOf } from "../../src/app/terminal-words.js";
import {
  meter,
  voiceFigures,
  voiceLack,
  voiceMode,
  voiceTrouble,
} from "../../src/app/voice-words.js";
import { quietReport } from "../../src/engine/voice-thread.js";
import type { VoiceReport } from "../../src/ports.js";
import { statusWords } from "../../src/render/words-status.js";
import { FakeBook } from "../fakes/book.js";
import { play, WE_ARE_LIVE } from "../call/script.js";

const ON = { at: "on", device: "desk" } as const;
const FINE: VoiceReport = {
  ...quietReport(""),
  microphone: ON,
  speaker: ON,
  level: { mine: -30, theirs: -12 },
};

/** As much of a scene as sound is told by. */
function scene(hearing: Partial<Hearing> = {}, report: Partial<VoiceReport> = {}): Scene {
  return {
    call: play(...WE_ARE_LIVE).state,
    hearing: {
      muted: false,
      pushToTalk: false,
      speaks: true,
      peer: "heard",
      volume: 0,
      report: { ...FINE, ...report },
      ...hearing,
    },
  } as Partial<Scene> as Scene;
}

test("a meter goes from silence to as loud as can be", () => {
  assert.deepEqual([-60, -30, -5, 0].map(meter), ["░░░░░░", "███░░░", "██████", "██████"]);
});

test("the figures show how loud either side is, or why it is not heard", () => {
  assert.deepEqual(voiceFigures(scene()), ["you ███░░░", "bob █████░"]);
  assert.deepEqual(voiceFigures(scene({ peer: "muted", volume: -3 })), [
    "you ███░░░",
    "bob muted -3 dB",
  ]);
  assert.deepEqual(voiceFigures(scene({ peer: "deaf" })), ["bob has no sound"]);
  const mine = (told: Partial<Hearing>, report: Partial<VoiceReport> = {}) =>
    voiceFigures(scene({ speaks: false, ...told }, report))[0];
  assert.equal(mine({ muted: true }), "you muted");
  assert.equal(mine({ pushToTalk: true }), "you hold space");
  assert.equal(mine({}, { microphone: { at: "off", reason: "" } }), "bob █████░");
  assert.equal(mine({}, { microphone: { at: "opening" } }), "you ...");
});

test("what the sound lacks is told at length for some seconds, and then in two words", () => {
  const off = { at: "off", reason: "there is none" } as const;
  const lack = (report: Partial<VoiceReport>) => voiceLack(scene({}, report));
  assert.equal(lack({}), undefined);
  assert.equal(lack({ microphone: off, speaker: off }), "no sound");
  assert.equal(lack({ microphone: off }), "no microphone");
  assert.equal(lack({ speaker: off }), "no speaker");
  assert.equal(lack({ deadFor: 3000 }), "microphone silent");

  const news = new Fresh();
  const trouble = voiceTrouble(scene({}, { microphone: off }));
  assert.deepEqual(
    [0, 9_999, 10_000, 60_000].map((now) => news.isNews(trouble, now)),
    [true, true, false, false],
  );
  assert.equal(news.isNews(undefined, 61_000), false);
  assert.equal(news.isNews(trouble, 62_000), false, "it is no other one");
  assert.equal(news.isNews("speaker: unplugged", 63_000), true);
});

test("80 columns have room for a terminal too slow, whatever there is to say of the voices", () => {
  const off = { microphone: { at: "off", reason: "" } } as const;
  const call = {
    ...scene({ speaks: false, volume: -3 }, off),
    book: new FakeBook(),
    chat: { with: "", messages: [] },
    figures: { ...new CallFigures().read(0, undefined), droppedIn: 0 },
    sending: "",
    keys: [],
    now: 0,
  };
  const painting = { limit: { rate: 250e3, fps: 24 } };
  const keeping = { recording: true, news: undefined, trouble: undefined };
  const words = statusWords(screenOf(call, { painting, keeping, voiceNews: false }).status, 80);
  assert.match(words.map(({ text }) => text).join(""), /terminal 250 kB\/s, 24 fps/);
});

test("what was muted is not forgotten", () => {
  assert.equal(voiceMode(scene()), undefined);
  assert.equal(voiceMode(scene({ muted: true, speaks: false })), "muted");
  assert.equal(voiceMode(scene({ pushToTalk: true, speaks: false })), "push to talk");
  assert.equal(voiceMode(scene({ pushToTalk: true, speaks: true })), undefined);
});

test("trouble with a device is told with what helps, and a dead microphone after three seconds", () => {
  const waiting = { at: "waiting", problem: "unplugged", hint: "plug it in", retryAt: 0 } as const;
  assert.equal(voiceTrouble(scene()), undefined);
  assert.equal(
    voiceTrouble(scene({}, { microphone: waiting })),
    "microphone: unplugged - plug it in",
  );
  assert.equal(
    voiceTrouble(scene({}, { speaker: { at: "off", reason: "there is none" } })),
    "no speaker: there is none",
  );
  assert.equal(voiceTrouble(scene({}, { deadFor: 2900 })), undefined);
  assert.match(voiceTrouble(scene({}, { deadFor: 3000 })) ?? "", /^no sound from your microphone/);
  assert.equal(voiceTrouble(scene({ muted: true }, { deadFor: 9000 })), undefined);
});
