import type { SoundDevice } from "../ports.js";
import type { CarriedDevice } from "./carrier.js";

export interface Meant {
  /** An id; undefined: the user's default. */
  readonly device: string | undefined;
  /** Why it is not the one that was wished for. */
  readonly notice: string | undefined;
}

/** The one of `devices` that `wish` means: by id, or by the beginning of what people call it. */
export function meant(
  devices: readonly CarriedDevice[],
  kind: SoundDevice["kind"],
  wish: string | undefined,
): Meant {
  if (wish === undefined) return { device: undefined, notice: undefined };
  const those = devices.filter((it) => it.kind === kind);
  const low = wish.toLowerCase();
  const found =
    those.find((it) => it.id === wish) ??
    those.find((it) => !it.isHidden && it.label.toLowerCase().startsWith(low));
  // A carrier that lists nothing may know the device all the same.
  if (found || those.length === 0) return { device: found?.id ?? wish, notice: undefined };
  return { device: undefined, notice: `there is no ${kind} “${wish}”: the usual one is used` };
}
