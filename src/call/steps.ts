/** The few things that every state of a call does: what comes next, and what is to be done for it. */
import type {
  CallEffect,
  CallEvent,
  CallState,
  Caller,
  Ending,
  LinkId,
  Party,
  Step,
  Target,
  Word,
} from "./state.js";

export type In<At extends CallState["at"]> = Extract<CallState, { at: At }>;

export function dial({ link, target }: { link: LinkId; target: Target }, now: number): Step {
  return {
    state: { at: "dialing", link, target, since: now, rings: false },
    effects: [{ do: "open", link, target }],
  };
}

export function ring({ link, party }: Caller, now: number): Step {
  return {
    state: { at: "ringing", link, party, since: now },
    effects: [{ do: "say", link, word: "ring" }],
  };
}

/** The call begins, on the link and with the party of `caller`. */
export function live({ link, party }: Caller, outgoing: boolean, now: number): In<"live"> {
  return { at: "live", link, party, since: now, heardAt: now, suspect: false, outgoing };
}

export function refuse({ link, party }: Caller): readonly CallEffect[] {
  return [
    { do: "say", link, word: "busy" },
    close(link),
    { do: "note", kind: "missed", with: party },
  ];
}

export function close(link: LinkId): CallEffect {
  return { do: "close", link };
}

export function failed(target: Target): CallEffect {
  return { do: "note", kind: "failed", with: target };
}

/** The peer took back what it said, or its link broke. */
export function gone(event: CallEvent, link: LinkId): boolean {
  if (event.type === "said") return event.link === link && event.word === "hang-up";
  return event.type === "closed" && event.link === link;
}

/** Ends a call that still has a link: says `word` on it and closes it. */
export function end(
  { link }: { readonly link: LinkId },
  ending: Ending,
  now: number,
  word?: Word,
): Step & { readonly state: In<"closing"> } {
  const words: readonly CallEffect[] = word ? [{ do: "say", link, word }] : [];
  return { state: { at: "closing", link, since: now, ending }, effects: [...words, close(link)] };
}

/** Whether somebody who waits for us can be told that they need not. */
export function canPart({ resumes = false, listens = false }: Party): boolean {
  return resumes && listens;
}

export function stay(state: CallState): Step {
  return { state, effects: [] };
}

export function also({ state, effects }: Step, ...more: readonly CallEffect[]): Step {
  return { state, effects: [...effects, ...more] };
}

export function afterwards(effects: readonly CallEffect[], { state, effects: more }: Step): Step {
  return { state, effects: [...effects, ...more] };
}
