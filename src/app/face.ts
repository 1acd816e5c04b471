import type { Conversation } from "../call/chat.js";
import type { CallState } from "../call/state.js";
import type { Address } from "../call/address.js";
import type { Frame, Size } from "../frame/frame.js";
import type { AddressBook, SourceStatus, Watchable } from "../ports.js";
import type { Command } from "../render/keys.js";
import type { KnownKey } from "../trust/judge.js";
import type { Hearing } from "./call-voice.js";
import type { Figures } from "./figures.js";

/** Everything a face may want to tell its user, at one moment. */
export interface Scene {
  readonly now: number;
  readonly call: CallState;
  /** When the call became what it is; as `now`. */
  readonly since: number;
  readonly figures: Figures & {
    /** Pictures that came and were never shown, since the call began. */
    readonly droppedIn: number;
  };
  /** Undefined with `--no-video`. */
  readonly source: { readonly label: string; readonly status: SourceStatus } | undefined;
  /** How our pictures are coded now, and why not better; empty outside a call. */
  readonly sending: string;
  /** Whether we send pictures, and whether the peer does. */
  readonly camera: boolean;
  readonly peerCamera: boolean;
  /** The sound of the call; undefined without any. */
  readonly hearing: Hearing | undefined;
  /** Whether the peer of a live call says that it records what it sees. */
  readonly peerRecording: boolean;
  /** Where calls can come in; undefined when they cannot. */
  readonly listening: Address | undefined;
  /** Whether we only look at what is shown. */
  readonly watches: boolean;
  /** Whether nothing rings, and callers hear that we are busy. */
  readonly undisturbed: boolean;
  /** How many strangers found nobody at home. */
  readonly turnedAway: number;
  /** Whose keys are known, our own among them. */
  readonly keys: readonly KnownKey[];
  /** Of our own key. */
  readonly fingerprint: string;
  /** Something that went wrong and stays wrong, as a sentence. */
  readonly trouble: string | undefined;
  /** What came of the last command, where nothing else shows it, as a sentence. */
  readonly news: string | undefined;
  /** What was written in this call or, without one, in the last. */
  readonly chat: Conversation;
  readonly book: AddressBook;
}

/** What a user sees and types into: the terminal, windows, or a stream of events. */
export interface Face extends Watchable, AsyncDisposable {
  /** The largest pictures it can show now; 0x0: none. */
  readonly remoteSize: Size;
  readonly previewSize: Size;
  /** Pictures a second that it can show at most; absent: any number. */
  readonly fps?: number;
  /** Remote pictures that were replaced by a newer one before anybody saw them, since the beginning. */
  readonly skipped: number;
  /** Whether everything it shows is being recorded. */
  readonly recording: boolean;
  /** `undefined`: there is no picture any more. */
  showRemote(frame: Frame | undefined): void;
  /** The last picture there was, while no others come: shown as what it is. */
  showStale(frame: Frame): void;
  showPreview(frame: Frame | undefined): void;
  /** Called after every change and each second. */
  report(scene: Scene): void;
  /** Puts `text` where the user can paste it from; false where there is no such place. */
  copy(text: string): boolean;
  /** What the user decided; ends when there is no user any more. */
  commands(): AsyncIterable<Command>;
}
