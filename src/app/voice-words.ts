/** The sound of a call in plain English, and as bars. */
import type { SoundStatus } from "../ports.js";
import { FLOOR } from "../voice/level.js";
import type { Hearing } from "./call-voice.js";
import type { Scene } from "./face.js";
import { named } from "./named.js";

/** Cells of a level meter. */
const METER = 6;
/** A dead microphone is told of after this long, in milliseconds. */
const DEAD = 3000;

/** `███░░░`: from -60 dBFS to 0. */
export function meter(db: number): string {
  const lit = Math.round((METER * (db - FLOOR)) / -FLOOR);
  return "█".repeat(lit) + "░".repeat(METER - lit);
}

/** What stands among the figures of a live call: how loud either side is, or why it is not heard. */
export function voiceFigures({ call, hearing }: Scene): readonly string[] {
  if (call.at !== "live" || !hearing) return [];
  const { report, peer } = hearing;
  const mine = `you ${mineWords(hearing) ?? meter(report.level.mine)}`;
  const ours = lacks(report.microphone) ? [] : [mine];
  if (peer === "deaf") return [`${named(call.party)} has no sound`];
  const theirs = peer === "muted" ? "muted" : meter(report.level.theirs);
  const volume =
    hearing.volume === 0 ? "" : ` ${hearing.volume > 0 ? "+" : ""}${hearing.volume} dB`;
  return [...ours, `${named(call.party)} ${theirs}${volume}`];
}

/** Why we are not heard; undefined while we are. */
function mineWords({ report, muted, pushToTalk, speaks }: Hearing): string | undefined {
  if (report.microphone.at !== "on") return "...";
  if (speaks) return undefined;
  return pushToTalk ? "hold space" : muted ? "muted" : "...";
}

/** What the user has set and may have forgotten. */
export function voiceMode({ call, hearing }: Scene): string | undefined {
  if (call.at !== "live" || !hearing || hearing.peer === "deaf") return undefined;
  if (hearing.pushToTalk) return hearing.speaks ? undefined : "push to talk";
  return hearing.muted ? "muted" : undefined;
}

const lacks = ({ at }: SoundStatus): boolean => at === "off" || at === "waiting";

/** What the sound of a call lacks, in two words for as long as it does. */
export function voiceLack(scene: Scene): string | undefined {
  const { call, hearing } = scene;
  if (call.at !== "live" || !hearing || hearing.peer === "deaf") return undefined;
  const { microphone, speaker } = hearing.report;
  if (lacks(microphone)) return lacks(speaker) ? "no sound" : "no microphone";
  if (lacks(speaker)) return "no speaker";
  return voiceTrouble(scene) !== undefined && hearing.report.deadFor >= DEAD
    ? "microphone silent"
    : undefined;
}

/** What is wrong with the sound of a call, and what helps; undefined while nothing is. */
export function voiceTrouble({ call, hearing }: Scene): string | undefined {
  if (call.at !== "live" || !hearing || hearing.peer === "deaf") return undefined;
  const { report, muted } = hearing;
  const trouble =
    endTrouble("microphone", report.microphone) ?? endTrouble("speaker", report.speaker);
  if (trouble !== undefined) return trouble;
  if (muted || report.deadFor < DEAD) return undefined;
  return "no sound from your microphone for 3 s - is it switched off? --mic takes another one";
}

function endTrouble(what: string, status: SoundStatus): string | undefined {
  switch (status.at) {
    case "waiting":
      return [`${what}: ${status.problem}`, status.hint].filter((part) => part !== "").join(" - ");
    case "on":
      return status.notice;
    case "off":
      return `no ${what}: ${status.reason}`;
    default:
      return undefined;
  }
}
