import type { Link } from "../ports.js";
import type { Frame } from "../frame/frame.js";
import type { Meter } from "../util/measure.js";
import type { Message } from "../wire/message.js";

/** What leaves on a link, in figures. */
export interface Outward {
  readonly bytes: Meter;
  readonly pictures: Meter;
  /** Pictures overtaken by newer ones before they left. */
  readonly dropped: number;
  /** How pictures are coded, in a few words. */
  readonly sending: string;
}

/** The conversation on one link, whatever is spoken there. Tells its owner by `SessionEvents`. */
export interface LineSession {
  readonly link: Link;
  /** Whether the other side has said who it is. */
  readonly greeted: boolean;
  readonly inward: Meter;
  readonly out: Outward;
  /** Round trip in milliseconds, once measured. */
  readonly rtt: number | undefined;
  /** The peer's clock less ours in milliseconds, once measured. */
  readonly ahead: number | undefined;
  /** Reads until the link ends; never rejects. */
  run(): Promise<void>;
  /** To be called a few times a second. */
  tick(): void;
  tell(message: Message): void;
  /** Says a record of sound: now, or never. */
  speak(record: Uint8Array): void;
  /** Offers a picture to a peer that wants `fps` of them a second. */
  show(frame: Frame, fps: number): void;
  /** Forgets the picture that waits. */
  clear(): void;
  /** The call is live here: they may show us pictures. Where the protocol knows such a rule, it was an offence before. */
  admitPictures?(): void;
  /** Lets what was said leave, then closes. */
  close(reason: string): void;
  /** The peer broke a rule that its owner keeps: closes at once. */
  reject(detail: string): void;
  /** Closes at once. */
  destroy(): Promise<void>;
}
