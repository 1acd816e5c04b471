import {
  JitterBuffer,
  type SpeechDecoder,
  type VoicePacket,
} from "../../src/voice/jitter-buffer.js";
import { FRAME, FRAME_MS, PER_MS, RATE } from "../../src/voice/sound.js";

/** 150 Hz, of which a frame holds three periods, so that it goes on from frame to frame; a period can go or come unheard. */
const HUM = Int16Array.from(
  { length: FRAME },
  (_, n) => 6000 * Math.sin((2 * Math.PI * 150 * n) / RATE),
);

/** A packet of which {@link NotingDecoder} knows which it is. */
export function packet(sequence: number, more: Partial<VoicePacket> = {}): VoicePacket {
  const data = new Uint8Array(new Uint32Array([sequence]).buffer);
  const capturedAt = sequence * FRAME_MS;
  return { sequence, capturedAt, begins: false, ends: false, data, ...more };
}

const sequenceOf = (data: Uint8Array): number => new Uint32Array(data.slice().buffer)[0] as number;

/** Hums, and notes what it was asked for: `12`, `fec 13`, `plc`. */
export class NotingDecoder implements SpeechDecoder {
  readonly asked: string[] = [];

  decode(data: Uint8Array): Int16Array | undefined {
    if (data.length !== 4) return undefined;
    this.asked.push(`${sequenceOf(data)}`);
    return HUM;
  }
  recover(data: Uint8Array): Int16Array | undefined {
    if (data.length !== 4) return undefined;
    this.asked.push(`fec ${sequenceOf(data) - 1}`);
    return HUM;
  }
  conceal(count: number): Int16Array {
    this.asked.push("plc");
    return new Int16Array(count).fill(1);
  }
  /** The frames that were heard as they were said, in the order they were heard. */
  get heard(): readonly number[] {
    return this.asked
      .filter((what) => what !== "plc")
      .map((what) => Number(what.replace("fec ", "")));
  }
}

/** Numbers between 0 and 1 that are the same in every run. */
export function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

interface Talk {
  /** How much slower the sender's clock goes than ours, in millionths. */
  readonly ppm?: number;
  /** Milliseconds that frame `sequence` is on its way; undefined: it gets lost. */
  readonly trip: (sequence: number) => number | undefined;
  /** What frame `sequence` is sent as; undefined: it is not sent. */
  readonly sent?: (sequence: number) => VoicePacket | undefined;
  /** Called every {@link PULL_MS}, after a pull. */
  readonly pulled?: (now: number, buffer: JitterBuffer) => void;
}

/** Milliseconds that the speaker asks for at once. */
const PULL_MS = 5;

/** Somebody talks for `duration` milliseconds of virtual time, and somebody listens. */
export function listen(
  duration: number,
  talk: Talk,
): { buffer: JitterBuffer; decoder: NotingDecoder } {
  const decoder = new NotingDecoder();
  const buffer = new JitterBuffer(decoder);
  const onTheWay: { readonly packet: VoicePacket; readonly at: number }[] = [];
  const period = FRAME_MS * (1 + (talk.ppm ?? 0) / 1e6);
  let sequence = 0;
  for (let now = 0; now < duration; now += PULL_MS) {
    for (; sequence * period <= now; sequence++) {
      const trip = talk.trip(sequence);
      const sent = talk.sent ? talk.sent(sequence) : packet(sequence);
      if (sent && trip !== undefined) onTheWay.push({ packet: sent, at: sequence * period + trip });
    }
    for (let n = 0; n < onTheWay.length; n++) {
      const due = onTheWay[n] as { packet: VoicePacket; at: number };
      if (due.at > now) continue;
      buffer.put(due.packet, now);
      onTheWay.splice(n--, 1);
    }
    buffer.pull(PULL_MS * PER_MS, now);
    talk.pulled?.(now, buffer);
  }
  return { buffer, decoder };
}

export const counting = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, n) => from + n);

export const isRising = (numbers: readonly number[]): boolean =>
  numbers.every((number, n) => n === 0 || number > (numbers[n - 1] as number));
