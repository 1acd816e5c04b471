/** What a telephone is made of and told: types only. */
import type { QualityLimits } from "../call/quality.js";
import type { PeerKey } from "../call/key.js";
import type { DoorRules } from "./door.js";
import type { Manner } from "./speech.js";
import type { Frame } from "../frame/frame.js";
import type { AddressBook, KnownPeers, Log, Network, Timing, VoiceEngine } from "../ports.js";

export interface PhoneParts {
  readonly network: Network;
  readonly clock: Timing;
  /** Random numbers from 0 to 1. */
  readonly chance: () => number;
  readonly log: Log;
  readonly book: AddressBook;
  /** Our own key, and those of others. */
  readonly own: PeerKey;
  readonly known: KnownPeers;
  /** Given every remote picture of a live call, stamped in our own clock. */
  readonly onPicture: (frame: Frame) => void;
  /** Without one, calls have no sound. Disposed with the telephone. */
  readonly engine?: VoiceEngine;
}

export interface PhoneSettings extends DoorRules {
  readonly name: string;
  /** Pictures a second we can show. */
  readonly fps: number;
  readonly autoAnswer: boolean;
  /** Whether at first nothing rings. */
  readonly undisturbed: boolean;
  /** Whether we send pictures at first. */
  readonly camera: boolean;
  /** What the user wants of the pictures that leave. */
  readonly limits: QualityLimits;
  /** How those are spoken to who speak another dialect. */
  readonly manner?: Manner;
}
