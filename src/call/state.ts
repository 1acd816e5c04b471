/** What the call machine knows, hears and asks for: types only, the rules are in `machine.ts`. */
import type { Address } from "./address.js";

export type LinkId = number;

/** Whom we dial. */
export interface Target {
  readonly name: string;
  readonly address: Address;
}

/** Who is at the other end of a link, as they say and as the network says. */
export interface Party extends Target {
  /** Random for each run of their program. */
  readonly id: string;
}

/** Why there is no call any more. */
export type EndReason =
  | "hung-up"
  | "they-hung-up"
  | "declined"
  | "they-declined"
  | "busy"
  | "no-answer"
  | "missed"
  | "unreachable"
  | "lost"
  | "protocol"
  | "self";

export interface Ending {
  readonly reason: EndReason;
  readonly with: Target;
  /** What the network or the protocol said, for people. */
  readonly detail: string;
}

export interface Caller {
  readonly link: LinkId;
  readonly party: Party;
}

export type CallState =
  | { readonly at: "idle"; readonly last?: Ending }
  | {
      readonly at: "dialing";
      readonly link: LinkId;
      readonly target: Target;
      readonly since: number;
      /** Known once they have greeted us: then they are being rung. */
      readonly party?: Party;
      /** They said that it rings. */
      readonly rings: boolean;
      /** Somebody who called before we knew whom we reached, or whom we reached and who called us too. */
      readonly rival?: Caller;
    }
  | ({ readonly at: "ringing"; readonly since: number } & Caller)
  | ({ readonly at: "answering"; readonly since: number } & Caller)
  | ({
      readonly at: "live";
      readonly since: number;
      /** When we last heard anything from them. */
      readonly heardAt: number;
      readonly outgoing: boolean;
    } & Caller)
  | {
      readonly at: "closing";
      readonly link: LinkId;
      readonly since: number;
      readonly ending: Ending;
      /** Dialed while the old call was still closing. */
      readonly next?: { readonly link: LinkId; readonly target: Target };
    };

/** What the machine can say to a peer; `wire/` knows how to spell it. */
export type Word = "invite" | "ring" | "accept" | "confirm" | "decline" | "busy" | "hang-up";

export type CallEvent =
  /** The user dials; `link` is a fresh number for the link to open. */
  | { readonly type: "dial"; readonly link: LinkId; readonly target: Target }
  | { readonly type: "answer" }
  | { readonly type: "decline" }
  | { readonly type: "hang-up" }
  /** The other end of a link we opened said who it is. */
  | { readonly type: "greeted"; readonly link: LinkId; readonly party: Party }
  /** Somebody on a link they opened wants to talk. */
  | { readonly type: "invited"; readonly link: LinkId; readonly party: Party }
  | { readonly type: "said"; readonly link: LinkId; readonly word: Word }
  | { readonly type: "heard"; readonly link: LinkId }
  | {
      readonly type: "closed";
      readonly link: LinkId;
      readonly reason: EndReason;
      readonly detail: string;
    }
  | { readonly type: "tick" };

export type CallEffect =
  | { readonly do: "open"; readonly link: LinkId; readonly target: Target }
  | { readonly do: "say"; readonly link: LinkId; readonly word: Word }
  /** Lets what was said leave, then closes the link. */
  | { readonly do: "close"; readonly link: LinkId }
  /** For the list of recent calls. */
  | { readonly do: "note"; readonly kind: CallKind; readonly with: Target };

export type CallKind = "outgoing" | "incoming" | "missed" | "failed";

export interface Step {
  readonly state: CallState;
  readonly effects: readonly CallEffect[];
}

/** The moment and the place a step is taken. */
export interface Here {
  /** Monotonic milliseconds. */
  readonly now: number;
  /** Our own id, as peers know it. */
  readonly self: string;
}
