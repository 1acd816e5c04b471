/** A call on its way out: whom we reach, what they say to it, and who calls us meanwhile. */
import { isSsh } from "./address.js";
import type {
  CallEffect,
  CallEvent,
  Caller,
  EndReason,
  Here,
  LinkId,
  Party,
  Step,
  Word,
} from "./state.js";
import {
  also,
  afterwards,
  close,
  end,
  failed,
  type In,
  live,
  refuse,
  ring,
  stay,
} from "./steps.js";
import { CONNECT_TIMEOUT, RING_TIMEOUT, SSH_CONNECT_TIMEOUT } from "./timeouts.js";

export function whileDialing(state: In<"dialing">, event: CallEvent, here: Here): Step {
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
    state: live({ link, party }, true, now),
    effects: [
      { do: "say", link, word: "confirm" },
      { do: "note", kind: "outgoing", with: { ...target, ...party } },
      ...(rival ? [close(rival.link)] : []),
    ],
  };
}

function tickWhileDialing(state: In<"dialing">, now: number): Step {
  const waited = now - state.since;
  if (waited < patience(state)) return stay(state);
  return giveUp(state, state.party ? "no-answer" : "unreachable", now, "hang-up");
}

/** How long to wait for the next thing that they do, in milliseconds. */
function patience({ party, target }: In<"dialing">): number {
  if (party) return RING_TIMEOUT;
  return isSsh(target.address) ? SSH_CONNECT_TIMEOUT : CONNECT_TIMEOUT;
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

function without(state: In<"dialing">): In<"dialing"> {
  const { rival: _, ...rest } = state;
  return rest;
}
