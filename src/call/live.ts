/** While two people talk: what ends a call, and what only breaks its link. */
import type { CallEvent, Ending, EndReason, Here, Step } from "./state.js";
import { lose, takeUp } from "./reconnecting.js";
import { canPart, close, end, type In, refuse, stay } from "./steps.js";
import { SILENCE_TIMEOUT, SUSPECT_TIMEOUT } from "./timeouts.js";

export function whileLive(state: In<"live">, event: CallEvent, here: Here): Step {
  const { link, party } = state;
  const { now } = here;
  const ending = (reason: EndReason, detail = ""): Ending => ({ reason, with: party, detail });
  if (event.type === "invited") return { state, effects: refuse(event) };
  // They gave up the link that we still believe in.
  if (event.type === "resumed") return takeUp(lose(state, here), event, here, [close(link)]);
  if (event.type === "hang-up" || event.type === "decline") return hangUp(state, now);
  if (event.type === "tick") return listen(state, here);
  if (!("link" in event) || event.link !== link) return stay(state);
  if (event.type === "said" && event.word === "hang-up")
    return end(state, ending("they-hung-up"), now);
  if (event.type === "heard") return stay({ ...state, heardAt: now, suspect: false });
  if (event.type !== "closed") return stay(state);
  if (event.reason === "lost" && party.resumes) return stay(lose(state, here, true));
  return stay({ at: "idle", last: ending(event.reason, event.detail) });
}

/** Whether they hear of it, the end of the link tells. */
function hangUp(state: In<"live">, now: number): Step {
  const { party } = state;
  const over = end(state, { reason: "hung-up", with: party, detail: "" }, now, "hang-up");
  return canPart(party) ? { ...over, state: { ...over.state, parting: party } } : over;
}

/** Wonders about silence, and gives up on it. */
function listen(state: In<"live">, here: Here): Step {
  const { link, party, heardAt } = state;
  const { now } = here;
  const silence = now - heardAt;
  if (silence < SUSPECT_TIMEOUT) return stay(state);
  if (silence < SILENCE_TIMEOUT) return stay({ ...state, suspect: true });
  if (party.resumes) return { state: lose(state, here), effects: [close(link)] };
  return end(state, { reason: "lost", with: party, detail: "" }, now, "hang-up");
}
