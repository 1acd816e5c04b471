import { NO_KEY } from "../call/key.js";
import type { CallState, Party, Target } from "../call/state.js";

/** Stands after a name that is only what its bearer says. */
export const DOUBT = "?";

/** Whether nothing but their own word says that this is who they are called. In a dialect nobody has a name. */
export function isDoubted(whom: Target | Party): boolean {
  return "key" in whom && whom.key !== NO_KEY && whom.knownAs === undefined;
}

/** What somebody is called, marked where nobody vouches for it. */
export function named(whom: Target | Party): string {
  return isDoubted(whom) ? `${whom.name}${DOUBT}` : whom.name;
}

/** With whom there is a call, or would be. */
export function otherOf(call: CallState): Target | Party | undefined {
  if (call.at === "dialing") return call.party ?? call.target;
  if (call.at === "verifying") return call.target;
  return "party" in call ? call.party : undefined;
}
