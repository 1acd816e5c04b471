import { type Address, formatAddress } from "../call/address.js";

/** Who waits here, and for whom. */
export interface Waiting {
  /** Where; undefined: nowhere. */
  readonly listening: Address | undefined;
  /** For those who want to see our camera, and not for calls. */
  readonly shows: boolean;
}

/** An offer: who was turned away may be let in where they called, if the user wants that. */
export function overheardWords(from: Address | undefined, waiting: Waiting): string | undefined {
  if (from?.dialect === undefined) return undefined;
  const { host, dialect } = from;
  // A pickle came: they have a camera. Silence is a VideoStream that calls, or somebody who only watches.
  const [seems, type] =
    dialect === "pickle"
      ? ["bring a camera that speaks pickle", "watch --dialect pickle"]
      : waiting.shows
        ? ["want to watch in pickle", "show --dialect pickle"]
        : ["call in videostream", "--dialect videostream"];
  const where = waiting.listening ? ` --listen ${placeOf(waiting.listening)}` : "";
  return `${host} seems to ${seems}, not encrypted - to let it in: tetatty ${type}${where}`;
}

/** As `--listen` takes it. */
function placeOf({ host, port }: Address): string {
  const isAnywhere = host === "" || host === "::" || host === "0.0.0.0";
  return isAnywhere ? String(port) : formatAddress({ host, port });
}
