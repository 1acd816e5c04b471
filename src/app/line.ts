import type { LinkId, Party } from "../call/state.js";
import { type Guest, type Origin, whomToShowOut } from "../call/admission.js";
import type { LineSession } from "./line-session.js";
import type { Told } from "./session.js";

/** A link and what the machine was told of it. */
export interface Line extends Told {
  readonly id: LinkId;
  /** Undefined while the link is being opened. */
  session?: LineSession;
  party?: Party;
  /** Whether sound may be sent there. */
  hears?: boolean;
  /** Whether it takes sound as datagrams, too. */
  mayGoBeside?: boolean | undefined;
  /** Random name of the one call this link may carry. */
  call?: string;
  readonly openedAt: number;
  readonly opening: AbortController;
  /** We opened it. */
  readonly ours: boolean;
  /** Where somebody else opened it from. */
  readonly origin: Origin;
  /** One of many who were let in, and takes no room at the door any more. */
  admitted?: boolean;
  /** When it was asked to close. */
  closingAt?: number;
}

/** Of links that we opened. */
const OURS: Origin = { name: "", isKnown: true };

/** Every link there is, and who has to go when too many come. */
export class Lines {
  readonly #lines = new Map<LinkId, Line>();

  get size(): number {
    return this.#lines.size;
  }

  get(id: LinkId): Line | undefined {
    return this.#lines.get(id);
  }

  /** `now`: monotonic milliseconds; `origin`: undefined when we opened it. */
  add(id: LinkId, now: number, origin?: Origin): Line {
    const ours = origin === undefined;
    const opening = new AbortController();
    const line: Line = { id, ours, origin: origin ?? OURS, openedAt: now, opening };
    this.#lines.set(id, line);
    return line;
  }

  delete(id: LinkId): void {
    this.#lines.delete(id);
  }

  [Symbol.iterator](): IterableIterator<Line> {
    return this.#lines.values();
  }

  /** Cuts whoever must make room for the guest that came last; `busy` carries the call. */
  makeRoom(busy: LinkId | undefined): void {
    const guests = [...this.#lines.values()]
      .filter((line) => !line.ours && !line.admitted)
      .map((line): Guest => ({
        link: line.id,
        origin: line.origin,
        since: line.openedAt,
        greeted: line.session?.greeted ?? false,
        busy: line.id === busy,
      }));
    for (const id of whomToShowOut(guests)) void this.#lines.get(id)?.session?.destroy(); // its end is told to its owner
  }
}
