/**
 * A call whose link broke. Each side that knows where the other listens opens
 * links to it, and the first on which they meet carries the call on:
 *
 *     tries ── greeted, we say resume ──► our offer ──── accept, we confirm ──► live
 *       └───── they say resume, we accept ──► their offer ──── confirm ──► live
 *
 * An offer that comes to nothing leads back to trying. When both offer at
 * once, the side with the lower id gives up its own offer and takes the
 * other's, as in a glare. Whoever resumes must be the very party of the call,
 * run of the program and key: `app/` sees to it that they also know its name.
 */
import { isSsh } from "./address.js";
import type {
  CallEffect,
  CallEvent,
  Caller,
  EndReason,
  Here,
  LinkId,
  Offer,
  Party,
  Reconnecting,
  Step,
  Word,
} from "./state.js";
import { also, canPart, close, type In, live, refuse, ring, stay } from "./steps.js";
import { CONFIRM_TIMEOUT, DESERTED_TIMEOUT, RECONNECT_TIMEOUT } from "./timeouts.js";

/** Between tries, in milliseconds, doubling from this to the longest. */
const FIRST_PAUSE = 250;
/** A pause is up to so much longer or shorter, as a part of it. */
const JITTER = 0.2;

/** After somebody else has answered there, in milliseconds. */
const STRANGERS_PAUSE = 10_000;

interface Pace {
  /** The longest pause between tries, in milliseconds. */
  readonly longest: number;
  /** Links that may be opening at once. */
  readonly most: number;
}

/**
 * A call is to be back within 2 s of its path, so the pause stays short, and
 * an opening that hangs is joined by others: a slow line needs seconds for one.
 */
const LINK_PACE: Pace = { longest: 1000, most: 5 };
/** Each is a process here and there, and needs several round trips. */
const SSH_PACE: Pace = { longest: 5000, most: 2 };

const paceTo = ({ address }: Party): Pace => (isSsh(address) ? SSH_PACE : LINK_PACE);

/** The link of a live call is gone; `ended`: by itself. */
export function lose(
  { party, since, outgoing }: In<"live">,
  { now, chance }: Here,
  ended = false,
): Reconnecting {
  const tryAt = now + pause(party, 0, chance);
  const none = { tries: [], tried: 0, tryAt };
  return { at: "reconnecting", party, since, outgoing, lostAt: now, ended, ...none };
}

function pause(party: Party, tried: number, chance: number): number {
  const usual = Math.min(paceTo(party).longest, FIRST_PAUSE * 2 ** tried);
  return usual * (1 + JITTER * (2 * chance - 1));
}

export function whileReconnecting(state: Reconnecting, event: CallEvent, here: Here): Step {
  switch (event.type) {
    case "greeted":
      return state.tries.includes(event.link) ? greet(found(state), event, here) : stay(state);
    case "resumed":
      return takeUp(found(state), event, here);
    case "said":
      return event.link === state.offer?.link
        ? hear(state, state.offer, event.word, here)
        : stay(state);
    case "closed":
      return stay(drop(wonder(state, event, here), event.link, here));
    case "invited":
      return hearInvite(state, event, here);
    case "hang-up":
    case "decline":
      return hangUp(state);
    case "tick":
      return tick(state, here);
    default:
      return stay(state);
  }
}

type Greeting = Extract<CallEvent, { type: "greeted" }>;

function greet(state: Reconnecting, { link, party, verdict }: Greeting, here: Here): Step {
  // Somebody else has their address now: theirs is still to be found, and the others are left alone.
  if (verdict !== "known") {
    const tryAt = here.now + STRANGERS_PAUSE;
    return also(stay({ ...drop(state, link, here), tryAt }), close(link));
  }
  // They are there, and have forgotten the call.
  if (party.id !== state.party.id) return giveUp(state, "lost", "their program was started again");
  const others = state.tries.filter((each) => each !== link);
  return {
    state: { ...state, tries: [], offer: { link, since: here.now, ours: true } },
    effects: [{ do: "say", link, word: "resume" }, ...others.map(close)],
  };
}

/** The other side wants to go on with the call on a link of its own. `effects` come first. */
export function takeUp(
  state: Reconnecting,
  { link, party }: Caller,
  { now, self }: Here,
  effects: readonly CallEffect[] = [],
): Step {
  const { offer, tries } = state;
  if (offer?.ours && self > party.id) return { state, effects: [...effects, close(link)] };
  return {
    state: {
      ...state,
      party: movedTo(party, state.party),
      tries: [],
      offer: { link, since: now, ours: false },
    },
    effects: [
      ...effects,
      ...(offer ? [close(offer.link)] : []),
      ...tries.map(close),
      { do: "say", link, word: "accept" },
    ],
  };
}

/** Who comes from elsewhere than before is called back there, unless we know better where they can be reached. */
function movedTo({ address, listens = false }: Party, before: Party): Party {
  return before.reached === true ? before : { ...before, address, listens };
}

function hear(state: Reconnecting, { link, ours }: Offer, word: Word, { now }: Here): Step {
  const { party, outgoing, since } = state;
  const back = { ...live({ link, party }, outgoing, now), since };
  if (ours && word === "accept")
    return { state: back, effects: [{ do: "say", link, word: "confirm" }] };
  if (!ours && word === "confirm") return stay(back);
  // At a show, somebody else may have the place.
  if (word === "busy") return giveUp(state, "busy");
  return word === "hang-up" ? giveUp(state, "they-hung-up") : stay(state);
}

/** Takes note of whether anybody still listens there. */
function wonder(state: Reconnecting, { link, deserted }: Closing, { now }: Here): Reconnecting {
  if (!state.tries.includes(link)) return state;
  return deserted ? { desertedAt: now, ...state } : found(state);
}

/** Somebody is there, or nobody can tell. */
function found(state: Reconnecting): Reconnecting {
  const { desertedAt: _, ...rest } = state;
  return rest;
}

type Closing = Extract<CallEvent, { type: "closed" }>;

/**
 * Whether their program is gone, as far as one can tell. Where nobody has ever
 * reached them the port is a claim, and who refuses may be their router: there
 * the link must have ended by itself, too.
 */
function isDeserted({ party, ended, desertedAt }: Reconnecting, now: number): boolean {
  const isTelling = party.reached === true || ended;
  return isTelling && desertedAt !== undefined && now - desertedAt >= DESERTED_TIMEOUT;
}

/** One link fewer to hope for. */
function drop(state: Reconnecting, link: LinkId, { now }: Here): Reconnecting {
  const { offer, ...rest } = state;
  if (offer?.link === link) return { ...rest, tryAt: Math.min(rest.tryAt, now + FIRST_PAUSE) };
  return { ...state, tries: state.tries.filter((each) => each !== link) };
}

/** Who calls anew, be it with a program started again, has given up the call that was; anybody else finds us busy. */
function hearInvite(state: Reconnecting, caller: Caller, { now }: Here): Step {
  if (caller.party.key.base64 !== state.party.key.base64) return { state, effects: refuse(caller) };
  const rung = ring(caller, now);
  return { state: rung.state, effects: [...endings(state), ...rung.effects] };
}

function tick(state: Reconnecting, here: Here): Step {
  const { now, fresh, chance } = here;
  const { party, offer, tries, tried } = state;
  if (now - state.lostAt >= RECONNECT_TIMEOUT)
    return giveUp(state, "lost", "no connection for 2 minutes");
  if (isDeserted(state, now)) return giveUp(state, "lost", "tetatty is not running there any more");
  if (offer) {
    if (now - offer.since < CONFIRM_TIMEOUT) return stay(state);
    return also(stay(drop(state, offer.link, here)), close(offer.link));
  }
  if (!party.listens || now < state.tryAt) return stay(state);
  const { name, address, key } = party;
  const { most } = paceTo(party);
  const kept = tries.slice(-most + 1);
  const tryAt = now + pause(party, tried + 1, chance);
  return {
    state: { ...state, tries: [...kept, fresh], tried: tried + 1, tryAt },
    effects: [
      ...tries.slice(0, -most + 1).map(close),
      { do: "open", link: fresh, target: { name, address }, key },
    ],
  };
}

function hangUp(state: Reconnecting): Step {
  const { party } = state;
  const over = giveUp(state, "hung-up");
  return canPart(party) ? also(over, { do: "part", party }) : over;
}

function giveUp(state: Reconnecting, reason: EndReason, detail = ""): Step {
  return {
    state: { at: "idle", last: { reason, with: state.party, detail } },
    effects: endings(state),
  };
}

/** Ends whatever was under way. */
function endings({ offer, tries }: Reconnecting): readonly CallEffect[] {
  const said: readonly CallEffect[] = offer
    ? [{ do: "say", link: offer.link, word: "hang-up" }, close(offer.link)]
    : [];
  return [...said, ...tries.map(close)];
}
