/** Everything the terminal shows but the pictures: made by `app/`, drawn by `view/`. */
import type { Deed } from "./key-binding.js";

export interface ScreenModel {
  /** The terminal's window title. */
  readonly title: string;
  readonly status: StatusLine;
  readonly peers: readonly PeerRow[];
  readonly remote: PaneText;
  readonly preview: PaneText;
  /** Waits for an answer: shown as a popup with the keys that answer. */
  readonly ringing?: Caller;
  /** Waits for the user's word whose key it is: shown as a popup with the keys that answer. */
  readonly verifying?: Stranger;
  /** The call that `q` would end, so that it asks first. */
  readonly inCall?: string;
  /** What was written in the call; left out where nobody can write. */
  readonly chat?: ChatText;
  /** There is nothing but one picture, in the remote pane: no peers, no call. */
  readonly alone?: boolean;
  /** The one picture is of a recording that keys can steer. */
  readonly steered?: boolean;
  /** Whose help and keys apply now. */
  readonly phase: Phase;
  /** What keys that would do something cannot do now, and why: said to whoever presses them. */
  readonly refused?: Refusals;
}

export type Refusals = Readonly<Partial<Record<Deed, string>>>;

export interface ChatText {
  /** What the other side is called. */
  readonly with: string;
  /** Whether there is a call to write in. */
  readonly open: boolean;
  /** Oldest first. */
  readonly rows: readonly ChatRow[];
}

export interface ChatRow {
  /** Never the same twice, growing. */
  readonly id: number;
  readonly mine: boolean;
  readonly text: string;
  /** Time of day, `14:02`. */
  readonly time: string;
  /** Whether it has arrived at the other side. */
  readonly delivered: boolean;
}

export interface Caller {
  readonly name: string;
  /** Where the call comes from, as the network says. */
  readonly address: string;
  /** What their key proves, a line each: whom the user knows by it, or that it is nobody. */
  readonly proof: readonly string[];
}

/** Somebody who answered a first call. */
export interface Stranger {
  /** Whom the user called. */
  readonly name: string;
  /** Of the key that answered. */
  readonly fingerprint: string;
}

export type Phase = "idle" | "dialing" | "verifying" | "ringing" | "live";

export interface StatusLine {
  readonly tone: "calm" | "alert" | "live" | "trouble";
  /** What is going on, most important first: words are cut from the end when room is short. */
  readonly state: string;
  /** Figures, most important first, left out from the end when room is short. */
  readonly figures: readonly string[];
  /** What the user has set and may have forgotten, never cut: "do not disturb". */
  readonly mode?: string;
  /** Lit while others may see what is seen here, and never cut: "rec", "alice is recording", "not encrypted". */
  readonly lamp?: string;
  /** What was just done, in place of the state and the figures for a moment. */
  readonly done?: string;
  /** One plain line of trouble or news that the user should read: "camera 0: cannot open, ...". */
  readonly notice?: string;
}

export interface PaneText {
  /** Stands in the pane's frame; its initials stand in for a missing picture. Empty: nobody, our own name stands there. */
  readonly label: string;
  /** Stands in the frame before the label, and is never cut for it: "NOT ENCRYPTED". */
  readonly mark?: string;
  /** Said in the middle of the pane when there is no picture; lines. */
  readonly note: readonly string[];
  /** The note is a warning that must not be overlooked: its first line is the alarm. */
  readonly alarm?: boolean;
}

export interface PeerRow {
  /** What Enter or a click dials. */
  readonly address: string;
  readonly name: string;
  /** The user chose this name; any other is what the peer calls itself. */
  readonly saved: boolean;
  /** Nobody vouches for the name. */
  readonly doubted?: boolean;
  /** What is said with them is not encrypted. */
  readonly open?: boolean;
  /** Fingerprint of their key, where it is known. */
  readonly key?: string;
  readonly mark: "saved" | "recent" | "missed" | "calling" | "live" | "blocked";
  /** `in call 02:31`, `missed 10:42`, ...; beside names, never in their place. */
  readonly note: string;
  /** The same where there is less room: `10:42`. */
  readonly brief?: string;
}
