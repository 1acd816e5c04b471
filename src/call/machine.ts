/**
 * One person's calls, as a state machine with no hands.
 *
 *          dial     ┌─────────┐    accept / confirm
 *      ┌──────────► │ dialing │ ───────────────────────────┐
 *      │            └────┬────┘                            ▼
 *   ┌──┴───┐             │ glare: we yield             ┌──────┐
 *   │ idle │             ▼                             │ live │
 *   └─┬────┘       ┌───────────┐ confirm               └──────┘
 *     │            │ answering │ ─────────────────────────▲
 *     │            └───────────┘
 *     │                  ▲ answer
 *     │ invited    ┌─────┴───┐
 *     └──────────► │ ringing │
 *                  └─────────┘
 *
 *   hung up, declined, refused, failed, lost ──► closing ── closed ──► idle
 *   first contact while dialing ──► verifying ── trust ──► dialing, again
 *
 * `step` says what to do; `app/` does it. Time arrives with each event, so a
 * test can live a ten-minute call in a millisecond. Links are numbers that
 * `app/` gives out; words from a link that is not the call's are ignored.
 *
 * Glare (both dial each other at once): the side with the lower id gives up
 * its own call and takes the other's, without asking: its user wanted it too.
 * The other side keeps the call it is not going to take as its `rival`, and
 * rings for it should its own come to nothing.
 *
 * A stranger's key is shown to the user before anything is asked of its owner,
 * and the link is given up meanwhile: a person's time is long, and nobody
 * should have to hold a line for it. What answers next time must be the same.
 */
import { unreachable } from "../util/unreachable.js";
import type {
  CallEffect,
  CallEvent,
  CallState,
  Caller,
  Ending,
  EndReason,
  Here,
  LinkId,
  Party,
  Step,
  Target,
  Word,
} from "./state.js";

/** Give up on a peer that does not greet us after this long, in milliseconds. */
export const CONNECT_TIMEOUT = 10_000;
/** Give up on a peer that does not answer after this long; the called side waits a little longer. */
export const RING_TIMEOUT = 30_000;
export const RUNG_TIMEOUT = RING_TIMEOUT + 2000;
/** Give up on a caller that does not confirm our answer. */
export const CONFIRM_TIMEOUT = 5000;
/** Treat a silent peer as gone after this long. */
export const SILENCE_TIMEOUT = 5000;
/** Take no answer to the question whose key it is for a no. */
export const VERIFY_TIMEOUT = 120_000;
/** Forget a link that does not finish closing. */
export const CLOSE_TIMEOUT = 1000;

export const IDLE: CallState = { at: "idle" };

/** What becomes of `state` when `event` happens. Total: any event is legal in any state. */
export function step(state: CallState, event: CallEvent, here: Here): Step {
  // An invite on the very link we speak on is no call, it is a peer that forgot who called.
  if (event.type === "invited" && event.link === linkOf(state)) return stay(state);
  switch (state.at) {
    case "idle":
      return whileIdle(state, event, here);
    case "dialing":
      return whileDialing(state, event, here);
    case "verifying":
      return whileVerifying(state, event, here);
    case "ringing":
      return whileRinging(state, event, here);
    case "answering":
      return whileAnswering(state, event, here);
    case "live":
      return whileLive(state, event, here);
    case "closing":
      return whileClosing(state, event, here);
    default:
      return unreachable(state);
  }
}

/** The link that the call runs on, if there is one. */
export function linkOf(state: CallState): LinkId | undefined {
  return state.at === "idle" || state.at === "verifying" ? undefined : state.link;
}

type In<At extends CallState["at"]> = Extract<CallState, { at: At }>;

function whileIdle(state: In<"idle">, event: CallEvent, { now }: Here): Step {
  if (event.type === "dial") return dial(event, now);
  if (event.type === "invited") return ring(event, now);
  return stay(state);
}

function whileDialing(state: In<"dialing">, event: CallEvent, here: Here): Step {
  switch (event.type) {
    case "greeted":
      return event.link === state.link ? greet(state, event, here) : stay(state);
    case "invited":
      return invitedWhileDialing(state, event, here);
    case "said":
      return event.link === state.link ? hearWhileDialing(state, event.word, here) : stay(state);
    case "closed":
      if (event.link === state.rival?.link) return stay(without(state));
      return event.link === state.link ? failToDial(state, event, here) : stay(state);
    case "hang-up":
      return giveUp(state, "hung-up", here.now, "hang-up");
    case "tick":
      return tickWhileDialing(state, here.now);
    default:
      return stay(state);
  }
}

/** They told us who they are: is it whom we meant, somebody who dials us too, or ourselves? */
function greet(state: In<"dialing">, { party, verdict }: Greeting, { now, self }: Here): Step {
  if (party.id === self) return giveUp(state, "self", now);
  if (verdict === "changed") return giveUp({ ...state, party }, "changed-key", now);
  if (verdict === "blocked") return giveUp({ ...state, party }, "blocked", now);
  if (verdict === "new") return ask(state, party, now);
  const known = { ...state, party, since: now };
  const invite: CallEffect = { do: "say", link: state.link, word: "invite" };
  const { rival } = state;
  if (!rival) return { state: known, effects: [invite] };
  if (rival.party.id !== party.id)
    return { state: without(known), effects: [invite, ...refuse(rival)] };
  return self > party.id ? { state: known, effects: [invite] } : yieldTo(rival, state.link, now);
}

type Greeting = Extract<CallEvent, { type: "greeted" }>;

/** Whoever calls meanwhile finds us busy, as we are. */
function ask({ target, link, rival }: In<"dialing">, party: Party, now: number): Step {
  return {
    state: { at: "verifying", target, party, since: now },
    effects: [close(link), ...(rival ? refuse(rival) : [])],
  };
}

function invitedWhileDialing(state: In<"dialing">, caller: Caller, { now, self }: Here): Step {
  const { link, party, rival } = state;
  // Whoever it is not may not wait; whoever it may be waits until we know.
  if (rival || (party && party.id !== caller.party.id)) return { state, effects: refuse(caller) };
  if (party && self < party.id) return yieldTo(caller, link, now);
  return stay({ ...state, rival: { link: caller.link, party: caller.party } });
}

function yieldTo({ link, party }: Caller, ours: LinkId, now: number): Step {
  return {
    state: { at: "answering", link, party, since: now },
    effects: [
      { do: "close", link: ours },
      { do: "say", link, word: "accept" },
    ],
  };
}

function hearWhileDialing(state: In<"dialing">, word: Word, { now }: Here): Step {
  switch (word) {
    case "ring":
      return stay({ ...state, rings: true });
    case "accept":
      return state.party ? confirm(state, state.party, now) : stay(state);
    case "decline":
      return giveUp(state, "they-declined", now);
    case "busy":
      return giveUp(state, "busy", now);
    case "hang-up":
      return giveUp(state, "they-hung-up", now);
    default:
      return stay(state);
  }
}

function confirm({ link, target, rival }: In<"dialing">, party: Party, now: number): Step {
  return {
    state: { at: "live", link, party, since: now, heardAt: now, outgoing: true },
    effects: [
      { do: "say", link, word: "confirm" },
      { do: "note", kind: "outgoing", with: target },
      ...(rival ? [close(rival.link)] : []),
    ],
  };
}

function tickWhileDialing(state: In<"dialing">, now: number): Step {
  const waited = now - state.since;
  if (waited < (state.party ? RING_TIMEOUT : CONNECT_TIMEOUT)) return stay(state);
  return giveUp(state, state.party ? "no-answer" : "unreachable", now, "hang-up");
}

/** Our call came to nothing, though its link still stands: says `word` on it and closes it. */
function giveUp(state: In<"dialing">, reason: EndReason, now: number, word?: Word): Step {
  const { target, party, rival } = state;
  const detail = reason === "changed-key" ? (party?.key.fingerprint ?? "") : "";
  const over = end(state, { reason, with: target, detail }, now, word);
  const { effects } = reason === "self" ? over : also(over, failed(target));
  if (!rival) return { state: over.state, effects };
  // Who hangs up on somebody does not want to hear from them the same moment.
  if (reason === "hung-up" && rival.party.id === party?.id)
    return {
      state: over.state,
      effects: [...effects, { do: "say", link: rival.link, word: "decline" }, close(rival.link)],
    };
  return afterwards(effects, ring(rival, now));
}

function failToDial(
  { target, rival }: In<"dialing">,
  { reason, detail }: { reason: EndReason; detail: string },
  { now }: Here,
): Step {
  if (rival) return afterwards([failed(target)], ring(rival, now));
  return {
    state: { at: "idle", last: { reason, with: target, detail } },
    effects: [failed(target)],
  };
}

function whileVerifying(state: In<"verifying">, event: CallEvent, { now }: Here): Step {
  const { target, party, since } = state;
  const over: Step = {
    state: { at: "idle", last: { reason: "untrusted", with: target, detail: "" } },
    effects: [failed(target)],
  };
  switch (event.type) {
    case "trust":
      return afterwards(
        [{ do: "remember", target, party }],
        dial({ link: event.link, target }, now),
      );
    case "dial":
      return afterwards(over.effects, dial(event, now));
    case "invited":
      return { state, effects: refuse(event) };
    case "distrust":
    case "decline":
    case "hang-up":
      return over;
    default:
      return now - since >= VERIFY_TIMEOUT ? over : stay(state);
  }
}

function whileRinging(state: In<"ringing">, event: CallEvent, { now }: Here): Step {
  const { link, party } = state;
  if (event.type === "invited") return { state, effects: refuse(event) };
  if (event.type === "answer")
    return {
      state: { at: "answering", link, party, since: now },
      effects: [{ do: "say", link, word: "accept" }],
    };
  if (event.type === "decline" || event.type === "hang-up")
    return also(end(state, { reason: "declined", with: party, detail: "" }, now, "decline"), {
      do: "note",
      kind: "incoming",
      with: party,
    });
  const missed: CallEffect = { do: "note", kind: "missed", with: party };
  const ending: Ending = { reason: "missed", with: party, detail: "" };
  if (gone(event, link))
    return { state: { at: "idle", last: ending }, effects: [missed, close(link)] };
  if (now - state.since >= RUNG_TIMEOUT) return also(end(state, ending, now, "decline"), missed);
  return stay(state);
}

function whileAnswering(state: In<"answering">, event: CallEvent, { now }: Here): Step {
  const { link, party } = state;
  const answered: CallEffect = { do: "note", kind: "incoming", with: party };
  const ending = (reason: EndReason, detail = ""): Ending => ({ reason, with: party, detail });
  if (event.type === "invited") return { state, effects: refuse(event) };
  if (event.type === "said" && event.link === link && event.word === "confirm")
    return {
      state: { at: "live", link, party, since: now, heardAt: now, outgoing: false },
      effects: [answered],
    };
  if (event.type === "closed" && event.link === link)
    return { state: { at: "idle", last: ending(event.reason, event.detail) }, effects: [answered] };
  if (event.type === "hang-up" || event.type === "decline")
    return also(end(state, ending("hung-up"), now, "hang-up"), answered);
  if (gone(event, link)) return also(end(state, ending("they-hung-up"), now), answered);
  if (now - state.since >= CONFIRM_TIMEOUT)
    return also(end(state, ending("lost"), now, "hang-up"), answered);
  return stay(state);
}

function whileLive(state: In<"live">, event: CallEvent, { now }: Here): Step {
  const { link, party } = state;
  const ending = (reason: EndReason, detail = ""): Ending => ({ reason, with: party, detail });
  if (event.type === "invited") return { state, effects: refuse(event) };
  if (event.type === "hang-up" || event.type === "decline")
    return end(state, ending("hung-up"), now, "hang-up");
  if (event.type === "closed" && event.link === link)
    return stay({ at: "idle", last: ending(event.reason, event.detail) });
  if (event.type === "said" && event.link === link && event.word === "hang-up")
    return end(state, ending("they-hung-up"), now);
  if (event.type === "heard" && event.link === link) return stay({ ...state, heardAt: now });
  if (event.type === "tick" && now - state.heardAt >= SILENCE_TIMEOUT)
    return end(state, ending("lost"), now, "hang-up");
  return stay(state);
}

function whileClosing(state: In<"closing">, event: CallEvent, { now }: Here): Step {
  const { link, next, ending } = state;
  if (event.type === "dial")
    return stay({ ...state, next: { link: event.link, target: event.target } });
  if (event.type === "hang-up") return stay({ at: "closing", link, since: state.since, ending });
  if (event.type === "invited")
    return next ? { state, effects: refuse(event) } : also(ring(event, now), close(link));
  const over =
    (event.type === "closed" && event.link === link) || now - state.since >= CLOSE_TIMEOUT;
  if (!over) return stay(state);
  return also(next ? dial(next, now) : stay({ at: "idle", last: ending }), close(link));
}

function dial({ link, target }: { link: LinkId; target: Target }, now: number): Step {
  return {
    state: { at: "dialing", link, target, since: now, rings: false },
    effects: [{ do: "open", link, target }],
  };
}

function ring({ link, party }: Caller, now: number): Step {
  return {
    state: { at: "ringing", link, party, since: now },
    effects: [{ do: "say", link, word: "ring" }],
  };
}

function refuse({ link, party }: Caller): readonly CallEffect[] {
  return [
    { do: "say", link, word: "busy" },
    close(link),
    { do: "note", kind: "missed", with: party },
  ];
}

function close(link: LinkId): CallEffect {
  return { do: "close", link };
}

function failed(target: Target): CallEffect {
  return { do: "note", kind: "failed", with: target };
}

/** The peer took back what it said, or its link broke. */
function gone(event: CallEvent, link: LinkId): boolean {
  if (event.type === "said") return event.link === link && event.word === "hang-up";
  return event.type === "closed" && event.link === link;
}

/** Ends a call that still has a link: says `word` on it and closes it. */
function end({ link }: { readonly link: LinkId }, ending: Ending, now: number, word?: Word): Step {
  const words: readonly CallEffect[] = word ? [{ do: "say", link, word }] : [];
  return { state: { at: "closing", link, since: now, ending }, effects: [...words, close(link)] };
}

function without(state: In<"dialing">): In<"dialing"> {
  const { rival: _, ...rest } = state;
  return rest;
}

function stay(state: CallState): Step {
  return { state, effects: [] };
}

function also({ state, effects }: Step, ...more: readonly CallEffect[]): Step {
  return { state, effects: [...effects, ...more] };
}

function afterwards(effects: readonly CallEffect[], { state, effects: more }: Step): Step {
  return { state, effects: [...effects, ...more] };
}
