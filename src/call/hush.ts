/**
 * "Do not disturb", laid over the call machine: whoever would ring hears that
 * we are busy, and is noted as missed. Calls that the user dials, and those
 * under way, are none of its business; nor is glare, where both dialed.
 */
import type { CallState, Step } from "./state.js";

/** What becomes of `next`, which followed on `before`, when nothing may ring. */
export function hushed(before: CallState, next: Step): Step {
  const { state, effects } = next;
  if (state.at !== "ringing" || before.at === "ringing") return next;
  const { link, party } = state;
  const kept = effects.filter((effect) => !(effect.do === "say" && effect.link === link));
  return {
    state: { at: "idle", last: { reason: "missed", with: party, detail: "" } },
    effects: [
      ...kept,
      { do: "say", link, word: "busy" },
      { do: "close", link },
      { do: "note", kind: "missed", with: party },
    ],
  };
}
