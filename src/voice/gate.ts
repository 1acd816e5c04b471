/**
 * Which frames are worth sending, and what they say about those that are not: a pause is announced by
 * its first packet and ended by one that says so, so that nobody takes it for a loss.
 */
import type { CapturedFrame } from "./framer.js";
import type { VoicePacket } from "./jitter-buffer.js";

/** A frame as the encoder made it; undefined while muted. */
export type Coded =
  | { readonly data: Uint8Array; /** Says no more than silence would. */ readonly unsaid: boolean }
  | undefined;

const NOTHING = new Uint8Array(0);

export class Gate {
  #speaking = false;

  /** The packet to send for a frame, if any. */
  pass({ sequence, at }: CapturedFrame, coded: Coded): VoicePacket | undefined {
    const says = coded !== undefined && !coded.unsaid;
    const was = this.#speaking;
    this.#speaking = says;
    if (!says && !was) return undefined;
    const data = coded?.data ?? NOTHING;
    return { sequence, capturedAt: at, begins: says && !was, ends: !says, data };
  }
}
