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
 *   the link of a live call breaks ──► reconnecting ── another one ──► live, again
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
import { whileDialing } from "./dialing.js";
import { whileLive } from "./live.js";
import { whileReconnecting } from "./reconnecting.js";
import type {
  CallEffect,
  CallEvent,
  CallState,
  Ending,
  EndReason,
  Here,
  LinkId,
  Party,
  Step,
} from "./state.js";
import {
  afterwards,
  also,
  close,
  dial,
  end,
  failed,
  gone,
  type In,
  live,
  refuse,
  ring,
  stay,
} from "./steps.js";
import { CLOSE_TIMEOUT, CONFIRM_TIMEOUT, RUNG_TIMEOUT, VERIFY_TIMEOUT } from "./timeouts.js";

export const IDLE: CallState = { at: "idle" };

/** What becomes of `state` when `event` happens. Total: any event is legal in any state. */
export function step(state: CallState, event: CallEvent, here: Here): Step {
  // An invite on the very link we speak on is no call, it is a peer that forgot who called.
  const asks = event.type === "invited" || event.type === "resumed";
  if (asks && event.link === linkOf(state)) return stay(state);
  // Nobody but the party of a call can take it up again.
  if (event.type === "resumed" && !isWith(state, event.party))
    return {
      state,
      effects: [{ do: "say", link: event.link, word: "hang-up" }, close(event.link)],
    };
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
    case "reconnecting":
      return whileReconnecting(state, event, here);
    case "closing":
      return whileClosing(state, event, here);
    default:
      return unreachable(state);
  }
}

/** The link that the call runs on, if there is one. */
export function linkOf(state: CallState): LinkId | undefined {
  if (state.at === "reconnecting") return state.offer?.link;
  return state.at === "idle" || state.at === "verifying" ? undefined : state.link;
}

function isWith(state: CallState, { id }: Party): boolean {
  return (state.at === "live" || state.at === "reconnecting") && state.party.id === id;
}

function whileIdle(state: In<"idle">, event: CallEvent, { now }: Here): Step {
  if (event.type === "dial") return dial(event, now);
  if (event.type === "invited") return ring(event, now);
  return stay(state);
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
      state: live(state, false, now),
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

function whileClosing(state: In<"closing">, event: CallEvent, { now }: Here): Step {
  const { link, next, ending, parting } = state;
  if (event.type === "dial")
    return stay({ ...state, next: { link: event.link, target: event.target } });
  if (event.type === "hang-up") {
    const { next: _, ...rest } = state;
    return stay(rest);
  }
  if (event.type === "invited")
    return next ? { state, effects: refuse(event) } : also(ring(event, now), close(link));
  const closed = event.type === "closed" && event.link === link;
  if (!closed && now - state.since < CLOSE_TIMEOUT) return stay(state);
  // A link that had to be cut has perhaps not carried our last words.
  const unheard = !closed || event.reason === "hung-up";
  const more: readonly CallEffect[] = unheard && parting ? [{ do: "part", party: parting }] : [];
  const after = next ? dial(next, now) : stay({ at: "idle", last: ending });
  return also(after, close(link), ...more);
}
