/** Calls in plain English: every face says the same thing in the same words. */
import { type Address, formatAddress } from "../call/address.js";
import type { CallState, Ending } from "../call/state.js";
import type { SourceStatus } from "../ports.js";
import { unreachable } from "../util/unreachable.js";
import type { Scene } from "./face.js";

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
    case "ringing":
      return `${call.party.name} is calling`;
    case "answering":
      return `answering ${call.party.name}`;
    case "live":
      return `in call with ${call.party.name} ${duration(now - call.since)}`;
    case "closing":
      return endingWords(call.ending);
    default:
      return unreachable(call);
  }
}

/** Why there is no call any more. */
export function endingWords({ reason, with: { name }, detail }: Ending): string {
  switch (reason) {
    case "hung-up":
      return `you hung up on ${name}`;
    case "they-hung-up":
      return `${name} hung up`;
    case "declined":
      return `you declined ${name}'s call`;
    case "they-declined":
      return `${name} declined the call`;
    case "busy":
      return `${name} is in another call`;
    case "no-answer":
      return `${name} did not answer`;
    case "missed":
      return `you missed a call from ${name}`;
    case "unreachable":
      return detail || `${name} did not respond: is tetatty running there?`;
    case "lost":
      return `lost ${name}: ${detail || "nothing heard for 5 seconds"}`;
    case "protocol":
      return `ended the call with ${name}: the other program ${faultWords(detail)}`;
    case "self":
      return `${name} is this tetatty itself: call somebody else`;
    default:
      return unreachable(reason);
  }
}

function faultWords(detail: string): string {
  return detail.startsWith("bad-") || detail.startsWith("unknown-")
    ? `does not speak our protocol (${detail})`
    : detail;
}

/** Where calls can come in. */
export function listeningWords(address: Address | undefined): string {
  if (!address) return "not listening: nobody can call you";
  const all = address.host === "::" || address.host === "0.0.0.0" || address.host === "";
  return all ? `listening on port ${address.port}` : `listening on ${formatAddress(address)}`;
}

/** What is wrong with a picture source and what to do about it; undefined while it simply works. */
export function sourceTrouble(label: string, status: SourceStatus): string | undefined {
  if (status.at !== "waiting") return undefined;
  return [`${label}: ${status.problem}`, status.hint].filter((part) => part !== "").join(" - ");
}

/** The same, with the seconds until it is tried again. */
export function sourceWords(label: string, status: SourceStatus, now: number): string | undefined {
  if (status.at !== "waiting") return undefined;
  const seconds = Math.ceil(Math.max(0, status.retryAt - now) / 1000);
  return `${sourceTrouble(label, status)} - trying again in ${seconds} s`;
}

/** What the user should read now, worst first. */
export function noticeWords(scene: Scene): string | undefined {
  const { trouble, source, now, book } = scene;
  return (
    trouble ??
    (source && sourceWords(source.label, source.status, now)) ??
    book.problem ??
    newsOf(scene)
  );
}

/** The same for those who read it once: without the seconds that count down. */
export function steadyNotice(scene: Scene): string | undefined {
  const { trouble, source, book } = scene;
  return (
    trouble ??
    (source && sourceTrouble(source.label, source.status)) ??
    book.problem ??
    newsOf(scene)
  );
}

/** That there is no camera, say: worth a row while there is no call, and not after. */
function newsOf({ call, source }: Scene): string | undefined {
  return call.at === "idle" && source?.status.at === "live" ? source.status.notice : undefined;
}
