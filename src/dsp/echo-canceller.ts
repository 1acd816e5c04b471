/**
 * WebRTC's echo canceller (AEC3): takes out of the microphone what the speaker plays.
 *
 * It finds the delay between the two by itself, up to about half a second, and adapts to the room
 * within one. Costs 3 to 4 % of a core.
 */
import WebRtcAec3 from "@ennuicastr/webrtcaec3.js";
import { RATE } from "../voice/sound.js";
import { fromFloats, toFloats } from "./floats.js";

export class EchoCanceller implements Disposable {
  readonly #aec: WebRtcAec3.AEC3;

  private constructor(aec: WebRtcAec3.AEC3) {
    this.#aec = aec;
  }

  static async open(): Promise<EchoCanceller> {
    const { AEC3 } = await withoutNewListeners(() => WebRtcAec3());
    return new EchoCanceller(new AEC3(RATE, 1, 1));
  }

  /** Exactly what the speaker is about to play, in order. */
  played(samples: Int16Array): void {
    this.#aec.analyze([toFloats(samples)]);
  }

  /** What the microphone heard, without the echo: as many samples in the long run, some 9 ms later. */
  clean(samples: Int16Array): Int16Array {
    const heard = [toFloats(samples)];
    const cleaned = new Float32Array(this.#aec.processSize(heard));
    this.#aec.process([cleaned], heard);
    return fromFloats(cleaned);
  }

  [Symbol.dispose](): void {
    this.#aec.free();
  }
}

const GREEDY = ["uncaughtException", "unhandledRejection"] as const;

/** Emscripten's start-up code takes the whole process's last words for itself; they are given back. */
async function withoutNewListeners<T>(load: () => Promise<T>): Promise<T> {
  const before = GREEDY.map((event) => process.rawListeners(event));
  try {
    return await load();
  } finally {
    GREEDY.forEach((event, n) => {
      for (const listener of process.rawListeners(event)) {
        if (!before[n]?.includes(listener)) process.off(event, listener as () => void);
      }
    });
  }
}
