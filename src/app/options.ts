import type { Address, Dialect } from "../call/address.js";
import type { EngineWishes } from "../engine/orders.js";
import type { QualityLimits } from "../call/quality.js";
import type { Size } from "../frame/frame.js";
import type { SshWays } from "../net/ssh.js";
import type { AddressBook, KnownPeers } from "../ports.js";
import type { Glyphs } from "../render/glyphs/glyph-set.js";
import type { Bell, Notifier } from "../render/notification.js";
import type { Pixels } from "../render/pixels/detect-pixels.js";
import type { Colors } from "../render/pane-painter.js";
import type { Identity } from "../trust/identity.js";

/** Which first contacts are taken without a question; `here`: those on this machine itself. */
export type TrustFirst = "never" | "here" | "always";

/** What `r` records: the screen, the pictures, or each in a file of its own. */
export type RecordAs = "cast" | "video" | "both";

/** Everything a run is told, merged and validated once in `cli/`. Nobody else reads flags, files or the environment. */
export interface Options {
  /** `terminal`: blessed. `window`: OpenCV windows. `headless`: no picture at all. */
  readonly face: "terminal" | "window" | "headless";
  /** What we call ourselves to peers. */
  readonly name: string;
  /** Where to listen for calls; undefined: nowhere. */
  readonly listen: Address | undefined;
  /** What is spoken with those whose address says nothing of it; undefined: our own protocol. */
  readonly dialect: Dialect | undefined;
  /** Only looks: whoever is called is asked for pictures and gets none. */
  readonly watches: boolean;
  /** Size of pictures sent in a dialect; undefined: what suits it. */
  readonly sendSize: Size | undefined;
  /** `--source`; undefined: camera 0, or the pattern if there is none. */
  readonly source: string | undefined;
  /** False with `--no-video`: nothing is captured or sent. */
  readonly video: boolean;
  /** Sound in calls; undefined: none. */
  readonly voice: EngineWishes | undefined;
  /** Pictures a second offered to the peer. */
  readonly fps: number;
  /** What the user wants of the pictures that leave. */
  readonly limits: QualityLimits;
  /** Mirrors the preview, and only the preview. */
  readonly mirror: boolean;
  readonly autoAnswer: boolean;
  /** Strangers are turned away before a word is said. */
  readonly onlyKnown: boolean;
  /** At first nothing rings, and callers hear that we are busy. */
  readonly undisturbed: boolean;
  readonly ssh: SshWays;
  /** Folders for the sockets that calls through ssh come in at. */
  readonly homes: readonly string[];
  /** How colours reach the terminal. */
  readonly colors: Colors;
  /** The shapes that pictures are painted with at first, and all those that the terminal should have. */
  readonly glyphs: Glyphs;
  readonly likely: readonly Glyphs[];
  /** How a picture that stands alone is shown in pixels, or whether to `ask` the terminal. */
  readonly pixels: Pixels | "ask" | "off";
  /** Whether pictures are shown exactly, however many bytes and seconds that takes. */
  readonly lossless: boolean;
  /** Whether the terminal is tmux, which discards what comes in bursts. */
  readonly tmux: boolean;
  /** Headless: events as JSON lines on stdout, commands as lines on stdin. */
  readonly json: boolean;
  /** What a headless peer says it can show. */
  readonly size: Size;
  /** A headless peer leaves after so many received pictures; undefined: it does not. */
  readonly frames: number | undefined;
  /** Writes every n-th received picture as PNG into a folder. */
  readonly saveFrames: { readonly folder: string; readonly every: number } | undefined;
  /** Where `pattern:flash` notes its flips. */
  readonly flashLog: string | undefined;
  /** A file for events; undefined: none. */
  readonly log: string | undefined;
  /** When the user is called to the screen, and how its terminal shows notifications, if it does. */
  readonly bell: Bell;
  readonly notifier: Notifier | undefined;
  /** Whether clicks are ours; otherwise the terminal keeps them, to select text. */
  readonly mouse: boolean;
  /** Where snapshots and recordings go. */
  readonly saveTo: string;
  readonly recordAs: RecordAs;
  readonly book: AddressBook;
  /** Who we are to peers. */
  readonly identity: Identity;
  readonly known: KnownPeers;
  /** Takes whoever answers a first call for the one who was meant. */
  readonly trustFirst: TrustFirst;
}
