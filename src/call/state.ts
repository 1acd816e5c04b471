/** What the call machine knows, hears and asks for: types only, the rules are in `machine.ts`. */
import type { Address } from "./address.js";
import type { PeerKey, Verdict } from "./key.js";

export type LinkId = number;

/** Whom we dial. */
export interface Target {
  readonly name: string;
  readonly address: Address;
  /** Of the key that must answer, where an invite said so. */
  readonly fingerprint?: string;
}

/** Who is at the other end of a link, as they say, as the network says, and as they have proven. */
export interface Party extends Target {
  /** Their key and, after it, what is random in each run of their program: nobody else can have it. */
  readonly id: string;
  readonly key: PeerKey;
  /** What the user calls the owner of that key; without it, `name` is only what they say of themselves. */
  readonly knownAs?: string;
  /** Whether somebody listens at `address`. */
  readonly listens?: boolean;
  /** Whether we have reached them there, so that it is no mere claim. */
  readonly reached?: boolean;
  /** Whether their program takes up a call again whose link broke. */
  readonly resumes?: boolean;
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
  /** They closed the line before they said who they are: to whom, and why, they do not tell. */
  | "not-accepted"
  | "protocol"
  | "self"
  /** Another key answered than the one expected. */
  | "changed-key"
  /** The user did not want to trust a key, or wanted to hear no more from it. */
  | "untrusted"
  | "blocked";

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
  /** First contact: whether the key is theirs only the user can tell. No link stands meanwhile. */
  | {
      readonly at: "verifying";
      readonly target: Target;
      readonly party: Party;
      readonly since: number;
    }
  | ({ readonly at: "ringing"; readonly since: number } & Caller)
  | ({ readonly at: "answering"; readonly since: number } & Caller)
  | ({
      readonly at: "live";
      readonly since: number;
      /** When we last heard anything from them. */
      readonly heardAt: number;
      /** That is so long ago that the user should know. */
      readonly suspect: boolean;
      readonly outgoing: boolean;
    } & Caller)
  | Reconnecting
  | {
      readonly at: "closing";
      readonly link: LinkId;
      readonly since: number;
      readonly ending: Ending;
      /** Who may wait for us if the link is found to carry nothing. */
      readonly parting?: Party;
      /** Dialed while the old call was still closing. */
      readonly next?: { readonly link: LinkId; readonly target: Target };
    };

/** The link of a call broke, and each side tries to reach the other again. */
export interface Reconnecting {
  readonly at: "reconnecting";
  readonly party: Party;
  /** When the call began. */
  readonly since: number;
  readonly outgoing: boolean;
  /** When its link was given up. */
  readonly lostAt: number;
  /** It ended by itself, which is what a system does for a program that died, and a dead path does not. */
  readonly ended: boolean;
  /** Since when every try found that nobody listens where they did. */
  readonly desertedAt?: number;
  /** Links that we are opening, oldest first: none has greeted yet. */
  readonly tries: readonly LinkId[];
  /** How many were opened so far, and when the next will be. */
  readonly tried: number;
  readonly tryAt: number;
  readonly offer?: Offer;
}

/** A link on which one side asked the other to go on. */
export interface Offer {
  readonly link: LinkId;
  readonly since: number;
  /** We asked, and they have to accept; otherwise we accepted, and they have to confirm. */
  readonly ours: boolean;
}

/** What the machine can say to a peer; `wire/` knows how to spell it. */
export type Word =
  | "invite"
  | "ring"
  | "accept"
  | "confirm"
  | "decline"
  | "busy"
  | "hang-up"
  | "resume";

export type CallEvent =
  /** The user dials; `link` is a fresh number for the link to open. */
  | { readonly type: "dial"; readonly link: LinkId; readonly target: Target }
  | { readonly type: "answer" }
  | { readonly type: "decline" }
  | { readonly type: "hang-up" }
  /** The user takes the key for theirs; `link` is a fresh number, for the link to open again. */
  | { readonly type: "trust"; readonly link: LinkId }
  | { readonly type: "distrust" }
  /** The other end of a link we opened said who it is, and its key was looked up. */
  | {
      readonly type: "greeted";
      readonly link: LinkId;
      readonly party: Party;
      readonly verdict: Verdict;
    }
  /** Somebody on a link they opened wants to talk. */
  | { readonly type: "invited"; readonly link: LinkId; readonly party: Party }
  /** Somebody on a link they opened wants to go on with the call that is live or reconnecting. */
  | { readonly type: "resumed"; readonly link: LinkId; readonly party: Party }
  | { readonly type: "said"; readonly link: LinkId; readonly word: Word }
  | { readonly type: "heard"; readonly link: LinkId }
  | {
      readonly type: "closed";
      readonly link: LinkId;
      readonly reason: EndReason;
      readonly detail: string;
      /** The machine that we dialed says that nobody listens there. */
      readonly deserted?: boolean;
    }
  | { readonly type: "tick" };

export type CallEffect =
  /** With `key`, only its owner may answer, and nothing is remembered. */
  | {
      readonly do: "open";
      readonly link: LinkId;
      readonly target: Target;
      readonly key?: PeerKey;
    }
  | { readonly do: "say"; readonly link: LinkId; readonly word: Word }
  /** Lets what was said leave, then closes the link. */
  | { readonly do: "close"; readonly link: LinkId }
  /** Sees to it that `party` hears that the call is over, once they can be reached. */
  | { readonly do: "part"; readonly party: Party }
  /** From now on `party`'s key is the one that `target` answers with. */
  | { readonly do: "remember"; readonly target: Target; readonly party: Party }
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
  /** A number that no link has had, for one to open on our own account. */
  readonly fresh: LinkId;
  /** Random, from 0 to 1: so that two who do the same do not do it at the same moment for ever. */
  readonly chance: number;
}
