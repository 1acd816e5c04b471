/** How one of the tutorials' programs is spoken to on a line; when, is decided by `DialectSession`. */
import type { Frame, Size } from "../frame/frame.js";
import type { Want } from "../wire/hello.js";

/** What comes of speaking, in the order it happens. */
export interface SpeechEvents {
  /** To be written at once, and alone. */
  write(bytes: Uint8Array): void;
  /** Both sides are ready for pictures. */
  stands(): void;
  /** Captured at NaN: they do not say when. */
  picture(frame: Frame): void;
  /** What they sent is not what it should be; the end of a sentence that begins with "the other program". */
  fault(detail: string): void;
}

export interface Speech {
  /** The largest pictures that it is worth offering, and how many a second. */
  readonly shows: Want;
  /** How pictures are written, in a few words. */
  readonly words: string;
  /** Whether they count a broken line as a farewell, and an end as a fault. */
  readonly partsRudely: boolean;
  /** The call is wanted here: from now on something may be said. */
  begin(now: number): void;
  take(chunk: Uint8Array, now: number): void;
  tick(now: number): void;
  /** `frame` as it goes over the wire, in parts; undefined while they must not have any. */
  spell(frame: Frame, now: number): readonly Uint8Array[] | undefined;
}

/** Which of two one-way programs we are; `either`: whoever is silent at first, watches. */
export type Role = "either" | "show" | "watch";

/** What the user decided about dialects. */
export interface Manner {
  readonly role: Role;
  /** Size of the pictures that we send, instead of what suits the dialect. */
  readonly sendSize: Size | undefined;
}

export const USUAL_MANNER: Manner = { role: "either", sendSize: undefined };
