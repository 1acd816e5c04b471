import type { CallEvent, Ending, EndReason, Here, Step } from "./state.js";
import { end, type In, refuse, stay } from "./steps.js";
import { SILENCE_TIMEOUT, SUSPECT_TIMEOUT } from "./timeouts.js";

export function whileLive(state: In<"live">, event: CallEvent, { now }: Here): Step {
  const { link, party } = state;
  const ending = (reason: EndReason, detail = ""): Ending => ({ reason, with: party, detail });
  if (event.type === "invited") return { state, effects: refuse(event) };
  if (event.type === "hang-up" || event.type === "decline")
    return end(state, ending("hung-up"), now, "hang-up");
  if (event.type === "closed" && event.link === link)
    return stay({ at: "idle", last: ending(event.reason, event.detail) });
  if (event.type === "said" && event.link === link && event.word === "hang-up")
    return end(state, ending("they-hung-up"), now);
  if (event.type === "heard" && event.link === link)
    return stay({ ...state, heardAt: now, suspect: false });
  if (event.type !== "tick") return stay(state);
  const silence = now - state.heardAt;
  if (silence >= SILENCE_TIMEOUT) return end(state, ending("lost"), now, "hang-up");
  return stay(silence < SUSPECT_TIMEOUT ? state : { ...state, suspect: true });
}
