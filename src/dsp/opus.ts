/**
 * Opus (RFC 6716) for speech: one channel, 20 ms a packet, each with a rough copy of the one before it.
 *
 * Complexity 5 costs half of 10 and sounded no different; the loss it is told to expect is what makes it
 * spend bits on those copies.
 */
import {
  Application,
  createDecoder,
  createEncoder,
  OpusError,
  type OpusDecoderHandle,
  type OpusEncoderHandle,
  Signal,
} from "libopus-wasm";
import type { SpeechDecoder } from "../voice/jitter-buffer.js";
import { FRAME, RATE } from "../voice/sound.js";

/** The longest packet that 20 ms can make, and the longest one looked at. */
export const MAX_OPUS_PACKET = 1275;
/** Bits a second. */
const BITRATE = 24_000;
const COMPLEXITY = 5;
const EXPECTED_LOSS_PERCENT = 10;
/** Up to so many bytes a packet says "as before" and need not be sent. */
const UNSAID_BYTES = 2;

export interface EncodedSpeech {
  readonly data: Uint8Array;
  /** Nothing worth sending: who hears nothing makes up the same noise. */
  readonly unsaid: boolean;
}

export class OpusEncoder implements Disposable {
  readonly #encoder: OpusEncoderHandle;

  private constructor(encoder: OpusEncoderHandle) {
    this.#encoder = encoder;
  }

  static async open(): Promise<OpusEncoder> {
    return new OpusEncoder(
      await createEncoder({
        sampleRate: RATE,
        channels: 1,
        frameSize: FRAME,
        application: Application.Voip,
        signal: Signal.Voice,
        bitrate: BITRATE,
        complexity: COMPLEXITY,
        fec: true,
        packetLossPercent: EXPECTED_LOSS_PERCENT,
        dtx: true,
      }),
    );
  }

  /** Exactly one frame. The bytes are the caller's. */
  encode(frame: Int16Array): EncodedSpeech {
    const data = this.#encoder.encode(frame, { maxPacketBytes: MAX_OPUS_PACKET });
    return { data, unsaid: data.length <= UNSAID_BYTES };
  }

  [Symbol.dispose](): void {
    this.#encoder.free();
  }
}

/** Decodes what a stranger calls Opus: whatever the bytes, it answers with a frame or with nothing. */
export class OpusDecoder implements SpeechDecoder, Disposable {
  readonly #decoder: OpusDecoderHandle;

  private constructor(decoder: OpusDecoderHandle) {
    this.#decoder = decoder;
  }

  static async open(): Promise<OpusDecoder> {
    return new OpusDecoder(
      await createDecoder({ sampleRate: RATE, channels: 1, maxFrameSize: FRAME }),
    );
  }

  decode(packet: Uint8Array): Int16Array | undefined {
    return this.#decoded(packet, false);
  }

  recover(packet: Uint8Array): Int16Array | undefined {
    return this.#decoded(packet, true);
  }

  conceal(count: number): Int16Array {
    return this.#decoder.decodePacketLoss(count);
  }

  [Symbol.dispose](): void {
    this.#decoder.free();
  }

  #decoded(packet: Uint8Array, decodeFec: boolean): Int16Array | undefined {
    if (packet.length === 0 || packet.length > MAX_OPUS_PACKET) return undefined;
    try {
      const speech = this.#decoder.decode(packet, { decodeFec, frameSize: FRAME });
      return speech.length === FRAME ? speech : undefined;
    } catch (error) {
      // Bytes that are no Opus are the peer's fault and no reason to fail.
      if (error instanceof OpusError) return undefined;
      throw error;
    }
  }
}
