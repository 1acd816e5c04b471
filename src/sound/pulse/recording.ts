/** A stream from the microphone. */
import { BYTES_PER_MS, RATE, SAMPLE_BYTES } from "../sample.js";
import type { PulseConnection } from "./connection.js";
import { PulseStream } from "./stream.js";
import { NONE } from "./tagstruct.js";

/** How much comes at a time, in milliseconds: short, since half of it is delay on average. */
const FRAGMENT = 5;

export interface RecordingOptions {
  /** The source's name; undefined for the user's default. */
  readonly device: string | undefined;
  /** What was recorded, oldest first; the reader may keep it. */
  readonly heard: (samples: Int16Array) => void;
  /** The device is gone, or somebody took the stream away. */
  readonly killed: () => void;
  /** It is on another source now. */
  readonly moved?: (device: string) => void;
}

export class Recording implements Disposable {
  readonly #stream: PulseStream;

  private constructor(stream: PulseStream) {
    this.#stream = stream;
  }

  /** @throws PulseError */
  static async open(
    connection: PulseConnection,
    { device, heard, killed, moved }: RecordingOptions,
  ): Promise<Recording> {
    const stream = new PulseStream(connection, "record");
    const sound = (bytes: Uint8Array) => {
      if (bytes.length % SAMPLE_BYTES !== 0) return; // no server cuts samples in two
      // A copy: samples must begin at an even byte, and those of a packet begin where they happen to.
      heard(new Int16Array(Uint8Array.from(bytes).buffer));
    };
    await stream.create(
      (to) => {
        to.monoSpec(RATE).monoMap().u32(NONE).string(device).u32(NONE).flag(false);
        to.u32(FRAGMENT * BYTES_PER_MS).flags(false, 8);
        to.flag(true); // the device's own delay is made to suit
        to.properties({ "media.name": "voice", "media.role": "phone" }).u32(NONE);
        to.flags(false, 3).u8(0).monoVolume().flags(false, 5);
      },
      { sound, killed, moved: (to) => moved?.(to) },
    );
    return new Recording(stream);
  }

  /** Milliseconds that the newest sample is old when it is {@link RecordingOptions.heard}, as far as the server knows its device. @throws PulseError */
  async latency(): Promise<number> {
    return this.#stream.latency((reply) => {
      const monitor = reply.big();
      return (monitor + reply.big()) / 1000;
    });
  }

  /** @throws PulseError */
  moveTo(device: string): Promise<void> {
    return this.#stream.moveTo(device);
  }

  [Symbol.dispose](): void {
    this.#stream[Symbol.dispose]();
  }
}
