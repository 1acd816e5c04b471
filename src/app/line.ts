import type { LinkId, Party } from "../call/state.js";
import type { Want } from "../wire/hello.js";
import type { Session } from "./session.js";

/** A link and what the machine was told of it. */
export interface Line {
  readonly id: LinkId;
  /** Undefined while the link is being opened. */
  session?: Session;
  party?: Party;
  /** Random name of the one call this link may carry. */
  call?: string;
  want?: Want;
  readonly openedAt: number;
  readonly opening: AbortController;
  /** We opened it. */
  readonly ours: boolean;
  /** When it was asked to close. */
  closingAt?: number;
}
