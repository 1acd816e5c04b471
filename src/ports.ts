/**
 * Every seam between what we decide and what the world does, on one page.
 *
 * The pure folders never import this file. Adapters (`camera/`, `net/`,
 * `view/`, `store/`) implement it, `app/` wires it, and `test/fakes/` has a
 * second implementation where a test needs no hardware.
 */
import type { Address } from "./call/address.js";
import type { Frame, Size } from "./frame/frame.js";
import type { ScreenCommand } from "./render/keys.js";
import type { ScreenModel } from "./render/screen-model.js";
import type { KnownKey } from "./trust/judge.js";
import type { KeyName, PeerKey } from "./call/key.js";
import type { JitterFigures, VoicePacket } from "./voice/jitter-buffer.js";

/** Time, so that tests can own it. Milliseconds of the machine's monotonic clock, comparable between its processes. */
export interface Clock {
  now(): number;
}

/** A clock that can also be waited for. */
export interface Timing extends Clock {
  /** Calls `call` once, `delay` milliseconds from now or a little later, unless disposed before. */
  after(delay: number, call: () => void): Disposable;
}

/** One line per happening, for `--log`; never the terminal we draw on. */
export interface Log {
  note(event: string, fields?: Readonly<Record<string, string | number | boolean>>): void;
}

/** Something that changes: read it, and be told when it is worth reading again. */
export interface Watchable {
  /** Calls `listener` after each change, until the result is disposed. */
  onChange(listener: () => void): Disposable;
}

/** What a picture source is doing; `problem` and `hint` are sentences for people. */
export type SourceStatus =
  | { readonly at: "opening" }
  /** `notice` is a sentence for people although pictures flow: why this is a test pattern, say. */
  | { readonly at: "live"; readonly native: Size; readonly notice?: string }
  /** It failed, and is tried again at `retryAt` (clock milliseconds). */
  | {
      readonly at: "waiting";
      readonly problem: string;
      readonly hint: string;
      readonly retryAt: number;
    };

/** What the consumers of a source can use at most right now. */
export interface Wanted extends Size {
  /** Pictures a second. */
  readonly fps: number;
}

/** Where pictures come from. A source never throws and never ends by itself: it reports, and tries again. */
export interface FrameSource extends Watchable, AsyncDisposable {
  /** What a person calls it: `camera 0`, `cat.mp4`, `pattern:ball`. */
  readonly label: string;
  readonly status: SourceStatus;
  /** Takes effect within a frame or two. A size of 0x0 pauses the source: nothing is captured at all. */
  want(wanted: Wanted): void;
  /**
   * Pictures no larger than wanted, in the source's own aspect, until `signal`
   * aborts. Holds one frame at most: a late reader gets the newest. One reader.
   */
  frames(signal: AbortSignal): AsyncIterable<Frame>;
}

/** Where a recording stands while it is played. Times are milliseconds from its beginning. */
export interface Playback {
  /** Of the picture that is shown. */
  readonly position: number;
  /** Undefined where nobody knows. */
  readonly duration: number | undefined;
  /** Its own pictures a second. */
  readonly rate: number;
  /** `ended`: the last picture is shown, and nothing follows it. */
  readonly at: "playing" | "paused" | "ended";
}

/** What a recording can be told; seeking lands on the very picture and stops at both ends. */
export type PlayOrder =
  | { readonly do: "pause"; readonly on: boolean }
  /** From the picture that is shown, forward or back; milliseconds. */
  | { readonly do: "seek-by"; readonly by: number }
  | { readonly do: "seek-to"; readonly to: number }
  /** Pauses, and shows the next picture. */
  | { readonly do: "step" }
  /** Whether it begins again after its end. */
  | { readonly do: "loop"; readonly on: boolean };

/** The part of a source that plays a recording which can be told what to play. Changes with every picture. */
export interface Player extends Watchable {
  /** Undefined as long as there is nothing to tell: a live stream, or nothing opened yet. */
  readonly playback: Playback | undefined;
  /** What it was told last, done or not. */
  readonly paused: boolean;
  readonly loops: boolean;
  order(order: PlayOrder): void;
}

/** One connected peer: an ordered byte pipe that knows how full it is. */
export interface Link extends AsyncDisposable {
  /** Where the other end is, as the network says. */
  readonly address: Address;
  /** Who the other end is: it has proven that it holds this key. */
  readonly peer: PeerKey;
  /** Bytes handed over and not yet taken by the kernel. */
  readonly queued: number;
  /** Takes ownership of `bytes`. Ignored once closed. */
  write(bytes: Uint8Array): void;
  /** Calls `listener` each time everything written has been taken by the kernel. */
  onDrain(listener: () => void): Disposable;
  /** Chunks as they arrive, one reader; ends when either side closes, however rudely. */
  chunks(): AsyncIterable<Uint8Array>;
  /**
   * Bytes that nobody knows but the two ends of this link, and both the same for the same `label`
   * (RFC 8446, 7.5); undefined where it is not encrypted.
   */
  secret(label: string, length: number): Uint8Array | undefined;
  /** Lets what was written leave, then closes; {@link AsyncDisposable} closes at once. */
  end(): void;
}

export interface Listener extends AsyncDisposable {
  /** Where it really listens, also when port 0 was asked for. */
  readonly address: Address;
  /** Incoming links, one reader; ends when disposed. */
  links(): AsyncIterable<Link>;
  /** Called with where somebody called from who seems to speak a dialect, and was turned away. */
  onStranger?(listener: (from: Address) => void): Disposable;
}

export interface Network {
  /** @throws LinkError with a `reason` and a sentence saying what to do. */
  dial(address: Address, signal: AbortSignal): Promise<Link>;
  /** @throws LinkError when the port is taken or not allowed. */
  listen(address: Address): Promise<Listener>;
}

/** The terminal user interface: shows models and pictures, yields what the user decided. */
export interface Screen extends Watchable, AsyncDisposable {
  /** Pixels the panes can show now; 0x0 when hidden. Changes are announced by `onChange`. */
  readonly remoteSize: Size;
  readonly previewSize: Size;
  /** Pictures painted and skipped so far, by pane, and the state of the line to the terminal. */
  readonly painting: Painting;
  /** Shows everything but the pictures. Cheap: many calls in one turn make one repaint. */
  show(model: ScreenModel): void;
  /** Shows `frame` in the pane, fitted; the newest wins. `undefined` shows the model's note instead. */
  showRemote(frame: Frame | undefined): void;
  showPreview(frame: Frame | undefined): void;
  /** Calls the user, who may look elsewhere: somebody rings, as `words` say. */
  call(words: string): void;
  /** Offers `text` to the terminal's clipboard (OSC 52); whether it takes it is not told. */
  copy(text: string): void;
  /** Lets `tap` have what the terminal gets, from a drawing of the whole screen on, until disposed. */
  tap(tap: ScreenTap): Disposable;
  /** What stands on the screen, drawn anew for it: a line a row, in colour, as `cat` shows it. */
  capture(): Promise<string>;
  /** What the user decided, one reader; ends when disposed. */
  commands(): AsyncIterable<ScreenCommand>;
}

/** Somebody who looks over the terminal's shoulder. */
export interface ScreenTap {
  /** At the beginning, and when the terminal has another size: everything is drawn anew then. */
  resized(cols: number, rows: number): void;
  /** Whole characters and sequences, as they leave. */
  wrote(bytes: Uint8Array): void;
}

export interface Painting {
  readonly painted: number;
  readonly skipped: number;
  /** Round trip through the terminal in milliseconds, or undefined where it does not answer. */
  readonly rtt: number | undefined;
  /** Pictures a second that the line to the terminal carries; more need not come. */
  readonly fps: number;
  /** What keeps the pictures from being better, if it is that line. */
  readonly limit: TerminalLimit | undefined;
}

export interface TerminalLimit {
  /** Bytes a second that the terminal takes. */
  readonly rate: number;
  /** Pictures a second that were painted lately. */
  readonly fps: number;
}

/** A peer the user chose to keep. */
export interface SavedPeer {
  readonly name: string;
  readonly address: Address;
}

/** The keys the user has met. A disk that refuses a write is reported, not thrown. */
export interface KnownPeers {
  /** As they stand on disk now, another program's changes included. */
  readonly keys: readonly KnownKey[];
  /** The last write's trouble, as a sentence. */
  readonly problem: string | undefined;
  /** From now on `key`, of which an invite tells only the fingerprint, answers to `labels`, besides what it did before. */
  remember(key: KeyName & Partial<PeerKey>, labels: readonly string[]): void;
  /** @returns false when no key answered to `label`. */
  forget(label: string): boolean;
  /** From now on the user hears no more from `key`; `saidName` is what its owner calls themselves, clean. */
  block(key: KeyName, saidName: string): void;
  /** @returns false when `key` was not blocked. */
  unblock(key: KeyName): boolean;
}

/** A call that was, newest first in {@link AddressBook.recent}. */
export interface RecentCall {
  readonly name: string;
  readonly address: Address;
  /** How it went. */
  readonly kind: "outgoing" | "incoming" | "missed" | "failed";
  /** Wall clock, milliseconds since 1970. */
  readonly when: number;
  /** Of the key that had to answer, where an invite said so. */
  readonly fingerprint?: string;
  /** Of the key that the other side has proven to hold; undefined where it never came to that. */
  readonly proven?: string;
}

/** Saved peers and recent calls. Reads are from memory; a disk that refuses a write is reported, not thrown. */
export interface AddressBook extends Watchable {
  readonly saved: readonly SavedPeer[];
  readonly recent: readonly RecentCall[];
  /** The last write's trouble, as a sentence. */
  readonly problem: string | undefined;
  find(name: string): SavedPeer | undefined;
  /** Adds or replaces by name. */
  save(peer: SavedPeer): void;
  /** @returns false when there was none of that name. */
  remove(name: string): boolean;
  note(call: RecentCall): void;
  /** Forgets calls. @returns false when none was `unwanted`. */
  erase(unwanted: (call: RecentCall) => boolean): boolean;
}

/**
 * Sound everywhere behind this seam is one channel, 48 000 samples a second, 16 bits signed.
 * Devices live in the sound thread, away from the screen, and answer within the turn they are asked in.
 */
export interface SoundBlock {
  /** Usually 240 to 960 of them; the reader may keep them. */
  readonly samples: Int16Array;
  /** When the first of them met the microphone, as well as that is known. Clock milliseconds. */
  readonly at: number;
}

/** What a microphone or a speaker is doing; `problem`, `hint`, `reason` and `notice` are sentences for people. */
export type SoundStatus =
  | { readonly at: "opening" }
  /** `device` is what a person calls it. `notice`: why it is not the one that was asked for, say. */
  | { readonly at: "on"; readonly device: string; readonly notice?: string }
  /** It failed or was unplugged, and is tried again at `retryAt` (clock milliseconds). */
  | {
      readonly at: "waiting";
      readonly problem: string;
      readonly hint: string;
      readonly retryAt: number;
    }
  /** There is none, and there will be none. */
  | { readonly at: "off"; readonly reason: string };

/** One end of the sound, open until disposed. It never throws and never prints: it reports, and tries again. */
interface SoundEnd extends Watchable, AsyncDisposable {
  readonly status: SoundStatus;
  /** Milliseconds between the air and us, or us and the air, as the device says; an estimate where it does not. */
  readonly latency: number;
}

/** Blocks reach the function it was opened with, in order, without overlap; silence of the device is no block at all. */
export interface Microphone extends SoundEnd {
  readonly kind: "microphone";
}

export interface Speaker extends SoundEnd {
  readonly kind: "speaker";
  /** Times that it ran dry so far. */
  readonly underruns: number;
}

/**
 * What a speaker plays: exactly `count` samples, at once and always, or it would play a gap.
 * The speaker has done with them when it asks again.
 */
export type Pull = (count: number) => Int16Array;

/** A microphone or a speaker that can be chosen. */
export interface SoundDevice {
  readonly kind: "microphone" | "speaker";
  /** What `--mic` and `--speaker` take. */
  readonly id: string;
  /** What a person calls it. */
  readonly label: string;
  readonly isDefault: boolean;
}

/** The sound of this machine, by whatever server, program or file. It was told at its making which devices to open. */
export interface SoundSystem extends AsyncDisposable {
  /** What carries the sound: `pulseaudio`, `pacat`, `none`. */
  readonly label: string;
  /** Never throws: empty where nothing can be listed, for the reason of {@link silence}. */
  devices(signal: AbortSignal): Promise<readonly SoundDevice[]>;
  /** Why no device was found when they were listed last, and what helps. */
  readonly silence: { readonly problem: string; readonly hint: string } | undefined;
  /** Starts to listen; one at a time. `take` gets every block from now on until disposed. */
  openMicrophone(take: (block: SoundBlock) => void): Microphone;
  /** Starts to play what `pull` answers; one at a time. */
  openSpeaker(pull: Pull): Speaker;
}

/** What a sound system is made from. */
export interface SoundWishes {
  /** `null`: silence at real speed. `tone`: a beep. `parrot`: says again what it hears. `file:x.wav`: a recording instead of a microphone. */
  readonly audio: "auto" | "off" | "null" | "tone" | "parrot" | `file:${string}`;
  /** An id of {@link SoundDevice} or the beginning of a label; undefined: the default. */
  readonly mic: string | undefined;
  readonly speaker: string | undefined;
  /** Whether the sound server shall cancel the echo: `--echo system`. */
  readonly systemEcho: boolean;
}

/** The voice of calls: what the microphone hears becomes packets, and packets what the speaker plays. */
export interface VoiceEngine extends Watchable, AsyncDisposable {
  /** How things stand, a few times a second while a call lasts. */
  readonly report: VoiceReport;
  /** Loads what a call needs, so that its first word is not late. */
  prepare(): void;
  /** A call begins: devices open, and `spoke` gets every packet that shall leave, once {@link speak} allows it. */
  begin(spoke: (packet: VoicePacket) => void): void;
  /** The call is over, and the devices are let go of. */
  end(): void;
  /** A packet came. */
  hear(packet: VoicePacket): void;
  /** Whether what the microphone hears may leave; not at the beginning. */
  speak(on: boolean): void;
  /** Tries to carry sound beside the link that carries the call; `bound` is told where the other side can send to. */
  openPath(path: SidePath, bound: (port: number) => void): void;
  /** The other side takes datagrams at `port`. */
  aimPath(port: number): void;
  /** How many times as loud as it came the peer is played: 1 as it is. */
  setVolume(gain: number): void;
}

/** A way beside a link: datagrams to the same machine, sealed with what only the ends of the link know. */
export interface SidePath {
  /** Where the other end of the link is. */
  readonly host: string;
  readonly secret: Uint8Array;
  /** We opened the link. */
  readonly ours: boolean;
}

export interface VoiceReport {
  readonly microphone: SoundStatus;
  readonly speaker: SoundStatus;
  /** dBFS, from -60 to 0: what the microphone hears, and what the speaker plays. */
  readonly level: { readonly mine: number; readonly theirs: number };
  /** Milliseconds for which the microphone has delivered nothing but zeros. */
  readonly deadFor: number;
  /** What comes out of the speaker at `at` was heard by the peer's microphone at `capturedAt`, of the peer's clock. */
  readonly heard: { readonly capturedAt: number; readonly at: number } | undefined;
  /** Milliseconds that the peer's words wait here: for late packets, and in the device. */
  readonly delay: number;
  /** Thousand bits a second of what we say, over the last second, with everything but the network's own headers. */
  readonly kbps: number;
  /** Whether what we say goes beside the stream, as datagrams. */
  readonly beside: boolean;
  readonly figures: JitterFigures;
}
