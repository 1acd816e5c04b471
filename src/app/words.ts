/** Calls in plain English: every face says the same thing in the same words. */
import { type Address, formatAddress } from "../call/address.js";
import type { CallState, Ending, EndReason, Party } from "../call/state.js";
import { SUSPECT_TIMEOUT } from "../call/timeouts.js";
import type { Painting, SourceStatus } from "../ports.js";
import { unreachable } from "../util/unreachable.js";
import type { Scene } from "./face.js";
import { isDoubted, named, otherOf } from "./named.js";
import { voiceTrouble } from "./voice-words.js";

const two = (n: number): string => String(n).padStart(2, "0");

/** `02:31`, or `1:02:31` after an hour. */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest;
}

/** What is going on, in a few words. */
export function callWords(call: CallState, now: number): string {
  switch (call.at) {
    case "idle":
      return call.last ? endingWords(call.last) : "ready";
    case "dialing":
      if (!call.party) return `connecting to ${call.target.name}`;
      return `${call.rings ? "ringing at" : "calling"} ${call.target.name} ${duration(now - call.since)}`;
    case "verifying":
      return `is this the key of ${call.target.name}?`;
    case "ringing":
      return `${named(call.party)} is calling`;
    case "answering":
      return `answering ${named(call.party)}`;
    case "live":
      return call.suspect
        ? `${named(call.party)}: nothing heard for ${Math.round((now - call.heardAt) / 1000)} s`
        : `in call with ${named(call.party)} ${duration(now - call.since)}`;
    case "reconnecting":
      return `reconnecting to ${named(call.party)} ${duration(now - call.lostAt)}`;
    case "closing":
      return endingWords(call.ending);
    default:
      return unreachable(call);
  }
}

/** Why there is no call any more. */
export function endingWords({ reason, with: whom, detail }: Ending): string {
  return ENDINGS[reason](named(whom), detail);
}

const ENDINGS: Readonly<Record<EndReason, (name: string, detail: string) => string>> = {
  "hung-up": (name) => `you hung up on ${name}`,
  "they-hung-up": (name) => `${name} hung up`,
  declined: (name) => `you declined ${name}'s call`,
  "they-declined": (name) => `${name} declined the call`,
  busy: (name) => `${name} is busy, or wants no calls now: try again later`,
  "no-answer": (name) => `${name} did not answer`,
  missed: (name) => `you missed a call from ${name}`,
  unreachable: (name, detail) => detail || `${name} did not respond: is tetatty running there?`,
  lost: (name, detail) => `lost ${name}: ${detail || "nothing heard for 6 seconds"}`,
  "not-accepted": (name) =>
    `${name} did not accept the call: they may take calls only from people they know - tetatty invite prints what lets them add you`,
  protocol: (name, detail) =>
    `ended the call with ${name}: the other program ${faultWords(detail)}`,
  self: (name) => `${name} is this tetatty itself: call somebody else`,
  "changed-key": (name) => `did not call ${name}: another key answers there`,
  untrusted: (name) => `did not call ${name}: the key was not trusted`,
  blocked: (name) => `did not call ${name}: that key is blocked`,
};

function faultWords(detail: string): string {
  return detail.startsWith("bad-") || detail.startsWith("unknown-")
    ? `does not speak our protocol (${detail})`
    : detail;
}

/** Where calls can come in. */
export function listeningWords(address: Address | undefined): string {
  if (!address) return "not listening: nobody can call you";
  const place = listeningPlace(address);
  return address.dialect === undefined
    ? `listening on ${place}`
    : `listening for ${address.dialect} on ${place}`;
}

/** `port 7887`, or an address where it is only that one. */
export function listeningPlace({ host, port }: Address): string {
  const isAnywhere = host === "::" || host === "0.0.0.0" || host === "";
  return isAnywhere ? `port ${port}` : formatAddress({ host, port });
}

/** What is wrong with a picture source and what to do about it; undefined while it simply works. */
export function sourceTrouble(label: string, status: SourceStatus): string | undefined {
  if (status.at !== "waiting") return undefined;
  return [`${label}: ${status.problem}`, status.hint].filter((part) => part !== "").join(" - ");
}

/** Why what is seen is not what was asked for: a test pattern, say. */
export function sourceNotice(status: SourceStatus): string | undefined {
  return status.at === "live" ? status.notice : undefined;
}

/** The same, with the seconds until it is tried again. */
export function sourceWords(label: string, status: SourceStatus, now: number): string | undefined {
  if (status.at !== "waiting") return undefined;
  const seconds = Math.ceil(Math.max(0, status.retryAt - now) / 1000);
  return `${sourceTrouble(label, status)} - trying again in ${seconds} s`;
}

/** How to answer the question whose key it is where answers are typed. */
export const TRUST_HINT = "type trust if it is theirs, distrust if not";

/** What everybody must know of a call in a dialect. */
export const IN_THE_OPEN = "not encrypted: others can see it, and change it";

/** The same in the status bar, while it is so or would be for whoever calls; undefined among our own kind. */
export function opennessWords(scene: Pick<Scene, "call" | "listening">): string | undefined {
  return isInTheOpen(scene) ? "NOT ENCRYPTED" : undefined;
}

/** Whether whoever is called, talked to or waited for speaks a dialect. */
export function isInTheOpen({ call, listening }: Pick<Scene, "call" | "listening">): boolean {
  if (call.at === "idle" || call.at === "closing") return listening?.dialect !== undefined;
  return otherOf(call)?.address.dialect !== undefined;
}

/** That nobody vouches for the name of whom we talk to. */
export function doubtWords(call: CallState): string | undefined {
  const isCall = call.at === "live" || call.at === "reconnecting";
  return isCall && isDoubted(call.party) ? "unverified" : undefined;
}

/** What the key of somebody who calls proves. */
export function proofWords({ name, knownAs, key, address }: Party): readonly string[] {
  if (address.dialect !== undefined) return [IN_THE_OPEN, "nobody can tell who this is"];
  if (knownAs === undefined) return ["not verified: anybody can take this name", key.fingerprint];
  return [knownAs === name ? "the key you know" : `known to you as ${knownAs}`];
}

/** The one thing that must not be overlooked, line by line: somebody else may have answered. */
export function warningLines(call: CallState): readonly string[] | undefined {
  const ending = call.at === "idle" ? call.last : call.at === "closing" ? call.ending : undefined;
  if (ending?.reason !== "changed-key") return undefined;
  const { name, fingerprint } = ending.with;
  const danger = [
    "SOMEBODY MAY BE LISTENING IN",
    `another key than expected answers for ${name}:`,
    ending.detail,
  ];
  const advice = [
    "ask them in another way; if it is theirs, type:",
    `tetatty peers forget ${name}`,
  ];
  if (fingerprint === undefined) return [...danger, ...advice];
  // Whoever answers is who was invited to, and not who was known there before.
  if (fingerprint === ending.detail)
    return [...danger, "it is the invite's; you know another one", ...advice];
  return [...danger, "it is not the invite's: ask for a new one in a way you trust"];
}

/**
 * What the user should read now, worst first; {@link warningLines} have a place of their own.
 * `voiceNews`: whether trouble with the sound is still to be told at length.
 */
export function noticeWords(scene: Scene, voiceNews: boolean): string | undefined {
  const { source, now } = scene;
  const sourceWord = source && sourceWords(source.label, source.status, now);
  return worst(scene, sourceWord, voiceNews ? voiceTrouble(scene) : undefined);
}

/** The same for those who read it once: without the seconds that count down, and with the warning. */
export function steadyNotice(scene: Scene): string | undefined {
  const { source, call } = scene;
  const sourceWord = source && sourceTrouble(source.label, source.status);
  const alarm = warningLines(call)?.join(" - ").replaceAll(": - ", ": ");
  const warning = alarm ?? silenceWords(call) ?? recordingWords(scene);
  const news = warning ?? worst(scene, sourceWord, voiceTrouble(scene));
  return news ?? (isInTheOpen(scene) ? IN_THE_OPEN : undefined);
}

function silenceWords(call: CallState): string | undefined {
  if (call.at !== "live" || !call.suspect) return undefined;
  return `nothing heard from ${named(call.party)} for ${SUSPECT_TIMEOUT / 1000} s`;
}

function worst(scene: Scene, ofSource?: string, ofVoice?: string): string | undefined {
  const { trouble, book, news } = scene;
  return trouble ?? ofSource ?? ofVoice ?? book.problem ?? news ?? newsOf(scene);
}

/** That the peer records what it sees of us. */
export function recordingWords({ call, peerRecording }: Scene): string | undefined {
  return call.at === "live" && peerRecording ? `${named(call.party)} is recording` : undefined;
}

/** That there is no camera, say, or who came in vain: worth a row while there is no call, and not after. */
function newsOf({ call, source, turnedAway }: Scene): string | undefined {
  if (call.at !== "idle") return undefined;
  const notice = source && sourceNotice(source.status);
  return notice ?? (turnedAway === 0 ? undefined : turnedAwayWords(turnedAway));
}

const turnedAwayWords = (count: number): string =>
  count === 1 ? "1 stranger was turned away" : `${count} strangers were turned away`;

/** What the line to the terminal costs the pictures, as figures; none where it is good enough. */
export function limitWords({ limit }: Pick<Painting, "limit">): readonly string[] {
  if (!limit) return [];
  const { rate, fps } = limit;
  const speed = rate < 1e6 ? `${Math.round(rate / 1000)} kB/s` : `${(rate / 1e6).toFixed(1)} MB/s`;
  return [`terminal ${speed}, ${Math.round(fps)} fps`];
}

/** How our pictures are coded, and why not better: apart, so that each is shown where there is room for it. */
export const codingWords = (sending: string): readonly string[] =>
  sending === "" ? [] : sending.split(/ (?=\()/);
