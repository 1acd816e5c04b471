/**
 * A stream to the speaker. The server says how much it wants, and is answered
 * at once and in full: there is no queue of ours that could fill up, and sound
 * that was not given in time is not played late but never.
 */
import { COMMAND } from "./commands.js";
import type { PulseConnection } from "./connection.js";
import { BYTES_PER_MS, RATE, SAMPLE_BYTES } from "../sample.js";
import { PulseStream } from "./stream.js";
import { NONE } from "./tagstruct.js";

/** How much the server holds of ours at least, in milliseconds: one packet of voice. */
const LEAST_BUFFER = 20;
/** At most, however often it ran dry. */
const MOST_BUFFER = 200;
/** How much it asks for at a time, in milliseconds. */
const REQUEST = 5;
/** More than this no server can want at once, in milliseconds: one that ran dry may want its whole buffer several times over. */
const MOST_REQUEST = 5 * MOST_BUFFER;
/** Nothing that was asked for reaches a server further away in time: the buffer covers twice the way. */
const ROUND_TRIPS = 2;
/** A server that ran dry gets so much more to hold, in milliseconds, at most once in {@link CALM}. */
const MORE = 10;
const CALM = 2000;
/** Streams that share a number are played in step, and must be on one device: ours never share. */
let nextSync = 0;

export interface PlaybackOptions {
  /** The sink's name; undefined for the user's default. */
  readonly device: string | undefined;
  /** Exactly so many samples as are asked for, to be played now; copied at once. */
  readonly pull: (samples: number) => Int16Array;
  /** The device is gone, or somebody took the stream away. */
  readonly killed: () => void;
  /** It is on another sink now. */
  readonly moved?: (device: string) => void;
}

export class Playback implements Disposable {
  readonly #connection: PulseConnection;
  readonly #options: PlaybackOptions;
  readonly #stream: PulseStream;
  /** Milliseconds that the server holds. */
  #buffer: number;
  #raisedAt = -CALM;
  #written = 0;
  #underflows = 0;

  private constructor(connection: PulseConnection, options: PlaybackOptions) {
    this.#connection = connection;
    this.#stream = new PulseStream(connection, "playback");
    this.#options = options;
    this.#buffer = Math.min(
      MOST_BUFFER,
      Math.max(LEAST_BUFFER, Math.ceil(ROUND_TRIPS * connection.roundTrip)),
    );
  }

  /** Begins to play at once. @throws PulseError */
  static async open(connection: PulseConnection, options: PlaybackOptions): Promise<Playback> {
    const playback = new Playback(connection, options);
    await playback.#create();
    return playback;
  }

  /** How often the server had nothing to play. */
  get underflows(): number {
    return this.#underflows;
  }

  /** Milliseconds from what is pulled now to the ear, as far as the server knows its device. @throws PulseError */
  async latency(): Promise<number> {
    const read = await this.#stream.latency((reply) => {
      const device = reply.big();
      reply.big();
      reply.flag();
      reply.skipTime().skipTime().big();
      return { device, played: reply.big() };
    });
    return read.device / 1000 + (this.#written - read.played) / BYTES_PER_MS;
  }

  /** @throws PulseError */
  moveTo(device: string): Promise<void> {
    return this.#stream.moveTo(device);
  }

  [Symbol.dispose](): void {
    this.#stream[Symbol.dispose]();
  }

  async #create(): Promise<void> {
    const { device } = this.#options;
    await this.#stream.create(
      (to) => {
        to.monoSpec(RATE).monoMap().u32(NONE).string(device).u32(NONE).flag(false);
        to.u32(this.#buffer * BYTES_PER_MS).u32(0); // nothing is waited for before it plays
        to.u32(REQUEST * BYTES_PER_MS).u32(nextSync++);
        to.monoVolume().flags(false, 7);
        to.flag(false).flag(true); // not muted; the device's own delay is made to suit
        to.properties({ "media.name": "voice", "media.role": "phone" });
        to.flags(false, 7).u8(0);
      },
      {
        request: (bytes) => this.#play(bytes),
        underflow: () => this.#ranDry(),
        killed: () => this.#options.killed(),
        moved: (to) => this.#options.moved?.(to),
      },
      (reply) => this.#play(reply.u32()),
    );
  }

  #play(bytes: number): void {
    const samples = Math.floor(Math.min(bytes, MOST_REQUEST * BYTES_PER_MS) / SAMPLE_BYTES);
    if (samples === 0) return;
    const sound = this.#options.pull(samples);
    this.#written += samples * SAMPLE_BYTES;
    this.#connection.play(
      this.#stream.channel,
      new Uint8Array(sound.buffer, sound.byteOffset, sound.byteLength),
    );
  }

  #ranDry(): void {
    this.#underflows++;
    const now = performance.now();
    if (now - this.#raisedAt < CALM || this.#buffer >= MOST_BUFFER) return;
    this.#raisedAt = now;
    this.#buffer = Math.min(MOST_BUFFER, this.#buffer + MORE);
    this.#connection
      .ask(
        COMMAND.setPlaybackBuffer,
        (to) =>
          to
            .u32(this.#stream.channel)
            .u32(NONE)
            .u32(this.#buffer * BYTES_PER_MS)
            .u32(0)
            .u32(REQUEST * BYTES_PER_MS)
            .flag(true)
            .flag(false),
        () => undefined,
      )
      .catch(() => undefined); // with the connection gone, so is the stream
  }
}
