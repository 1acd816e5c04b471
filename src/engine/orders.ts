/** What the two threads say to each other: types only. */
import type { SidePath, SoundWishes, VoiceReport } from "../ports.js";
import type { VoicePacket } from "../voice/jitter-buffer.js";
import type { Cleaning } from "./voice.js";

/** What the engine is started with. */
export interface EngineWishes {
  readonly sound: SoundWishes;
  readonly cleaning: Cleaning;
  /** What of the process a sound system must know. */
  readonly place: {
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly home: string;
    readonly uid: number;
  };
}

export type Order =
  | { readonly do: "begin" }
  | { readonly do: "end" }
  | { readonly do: "hear"; readonly packet: VoicePacket }
  | { readonly do: "speak"; readonly on: boolean }
  | { readonly do: "path"; readonly path: SidePath }
  | { readonly do: "aim"; readonly port: number }
  | { readonly do: "volume"; readonly gain: number }
  /** Lets go of everything; the thread ends. */
  | { readonly do: "leave" };

export type Answer =
  | { readonly say: "spoke"; readonly packet: VoicePacket }
  /** Where datagrams can be sent to us. */
  | { readonly say: "bound"; readonly port: number }
  | { readonly say: "report"; readonly report: VoiceReport };
