/**
 * One connection to a PulseAudio server, or to PipeWire's, which speaks the
 * same: commands and their answers, sound both ways, and what the server says
 * of its own accord. Knows nothing of what the sound is.
 */
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { BYTES_PER_MS } from "../sample.js";
import { COMMAND, refusal } from "./commands.js";
import { encodeCommand, encodePacket, PacketReader } from "./packets.js";
import { formatServer, type ServerAddress } from "./server-address.js";
import { NONE, type Properties, TagFault, TagReader, TagWriter } from "./tagstruct.js";

/** What we speak; the older of both sides' versions holds. */
const VERSION = 32;
/** Before it a stream's creation is answered differently; every server since 2012 has it. */
const OLDEST = 27;
const VERSION_MASK = 0xffff;
/** How long a server may take to answer, in milliseconds; one that hangs is as good as none. */
const PATIENCE = 3000;
/** Sound that the server has not taken, in bytes: a second of it is of no use any more. */
const MOST_UNSENT = 1000 * BYTES_PER_MS;

/** Why there is no sound through a server: `absent` nobody listens, `refused` it does not let us, `lost` it went. */
export class PulseError extends Error {
  override name = "PulseError";
  readonly reason: "absent" | "refused" | "lost";

  constructor(reason: PulseError["reason"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** What a stream of ours is told by the server. */
export interface StreamEvents {
  /** Sound that was recorded: 16-bit little-endian samples, a view that is valid during the call. */
  sound?(bytes: Uint8Array): void;
  /** So many bytes more are wanted, at once; untrusted. */
  request?(bytes: number): void;
  /** The server had nothing to play. */
  underflow?(): void;
  /** The device is gone, or somebody took the stream away. */
  killed(): void;
  /** It is on the device of that name now: its own is gone, or somebody wants it so. */
  moved(device: string): void;
}

export type StreamKind = "playback" | "record";

interface Question {
  readonly answer: (reply: TagReader) => void;
  readonly fail: (error: PulseError) => void;
}

export interface ConnectOptions {
  /** Tried in order. */
  readonly addresses: readonly ServerAddress[];
  readonly cookie: Uint8Array;
  /** Who we are in the desktop's volume control. */
  readonly about: Properties;
}

export class PulseConnection implements Disposable {
  /** Resolves with why, when the connection is gone; never rejects. */
  readonly gone: Promise<PulseError>;
  readonly #socket: Socket;
  readonly #packets = new PacketReader();
  readonly #questions = new Map<number, Question>();
  readonly #streams = { playback: new Map(), record: new Map() } as {
    readonly [kind in StreamKind]: Map<number, StreamEvents>;
  };
  #nextTag = 0;
  #roundTrip = 0;
  #version = VERSION;
  #end: PulseError | undefined;
  #tellGone: (error: PulseError) => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    this.gone = new Promise((tell) => {
      this.#tellGone = tell;
    });
    socket.setNoDelay(true);
    socket.on("data", (chunk) => this.#take(chunk));
    socket.on("error", (cause) => this.#lose("the sound server broke off", cause));
    socket.on("close", () => this.#lose("the sound server went away"));
  }

  /** @throws PulseError `absent` or `refused`. */
  static async open({ addresses, cookie, about }: ConnectOptions): Promise<PulseConnection> {
    const connection = new PulseConnection(await reach(addresses));
    try {
      const asked = performance.now();
      const theirs = await connection.ask(
        COMMAND.authenticate,
        (to) => to.u32(VERSION).bytes(cookie),
        (reply) => reply.u32() & VERSION_MASK,
      );
      connection.#roundTrip = performance.now() - asked;
      connection.#version = Math.min(VERSION, theirs);
      if (theirs < OLDEST)
        throw new PulseError("refused", `the sound server is too old (protocol ${theirs})`);
      await connection.ask(
        COMMAND.setName,
        (to) => to.properties(about),
        () => undefined,
      );
      return connection;
    } catch (error) {
      connection[Symbol.dispose]();
      throw error;
    }
  }

  /** Milliseconds that the first question took: near 0 on this machine, more through a forwarded socket. */
  get roundTrip(): number {
    return this.#roundTrip;
  }

  /** The protocol's version that both sides speak. */
  get version(): number {
    return this.#version;
  }

  /**
   * What `read` makes of the answer to `command`, whose arguments `fill` writes. `read` is called as soon as the
   * answer is there, before anything that the server said after it: a stream can be attended in it, and misses nothing.
   *
   * @throws PulseError
   */
  async ask<T>(
    command: number,
    fill: (to: TagWriter) => unknown,
    read: (reply: TagReader) => T,
  ): Promise<T> {
    if (this.#end) throw this.#end;
    const tag = this.#nextTag++;
    const writer = new TagWriter().u32(command).u32(tag);
    fill(writer);
    const reply = new Promise<T>((resolve, fail) => {
      this.#questions.set(tag, { answer: (said) => resolve(read(said)), fail });
    });
    const timer = setTimeout(() => this.#lose("the sound server does not answer"), PATIENCE);
    this.#socket.write(encodeCommand(writer.finish()));
    try {
      return await reply;
    } finally {
      clearTimeout(timer);
    }
  }

  /** From now on `events` hears of the stream on `channel`, until the result is disposed. */
  attend(kind: StreamKind, channel: number, events: StreamEvents): Disposable {
    const streams = this.#streams[kind];
    streams.set(channel, events);
    return { [Symbol.dispose]: () => void streams.delete(channel) };
  }

  /** Sound for the stream on `channel`, which is copied; lost when the server asks for more than it takes. */
  play(channel: number, bytes: Uint8Array): void {
    if (this.#end || this.#socket.writableLength > MOST_UNSENT) return;
    this.#socket.write(encodePacket(channel, bytes));
  }

  [Symbol.dispose](): void {
    this.#lose("the sound was closed");
  }

  #take(chunk: Uint8Array): void {
    try {
      for (const { channel, body } of this.#packets.push(chunk)) {
        if (channel === NONE) this.#hear(new TagReader(body));
        else this.#streams.record.get(channel)?.sound?.(body);
      }
    } catch (cause) {
      if (!(cause instanceof TagFault || cause instanceof RangeError)) throw cause;
      this.#lose("the sound server is not understood", cause);
    }
  }

  #hear(said: TagReader): void {
    const command = said.u32();
    const tag = said.u32();
    if (command === COMMAND.reply || command === COMMAND.error) this.#answer(command, tag, said);
    else this.#learn(command, said);
  }

  /** Takes what the server says of its own accord. */
  #learn(command: number, said: TagReader): void {
    if (command === COMMAND.request) {
      const channel = said.u32();
      this.#streams.playback.get(channel)?.request?.(said.u32());
    } else if (command === COMMAND.underflow) {
      this.#streams.playback.get(said.u32())?.underflow?.();
    } else if (command === COMMAND.playbackKilled) {
      this.#streams.playback.get(said.u32())?.killed();
    } else if (command === COMMAND.recordKilled) {
      this.#streams.record.get(said.u32())?.killed();
    } else if (command === COMMAND.playbackMoved) this.#tellMoved("playback", said);
    else if (command === COMMAND.recordMoved) this.#tellMoved("record", said);
    // Everything else is news of things that we have no use for.
  }

  #tellMoved(kind: StreamKind, said: TagReader): void {
    const channel = said.u32();
    said.u32();
    this.#streams[kind].get(channel)?.moved(said.string() ?? "");
  }

  #answer(command: number, tag: number, said: TagReader): void {
    const question = this.#questions.get(tag);
    if (!question) return;
    if (command === COMMAND.reply) question.answer(said);
    else {
      const why = refusal(said.u32());
      question.fail(new PulseError("refused", `the sound server refuses: ${why}`));
    }
    // Only now: a question whose answer makes no sense is failed with the connection.
    this.#questions.delete(tag);
  }

  #lose(message: string, cause?: unknown): void {
    if (this.#end) return;
    const error = new PulseError("lost", message, { cause });
    this.#end = error;
    this.#socket.destroy();
    for (const { fail } of this.#questions.values()) fail(error);
    this.#questions.clear();
    this.#tellGone(error);
  }
}

/** The first of `addresses` where somebody listens. @throws PulseError `absent` */
async function reach(addresses: readonly ServerAddress[]): Promise<Socket> {
  let cause: unknown;
  for (const address of addresses) {
    const socket = "path" in address ? connect(address.path) : connect(address.port, address.host);
    try {
      await once(socket, "connect", { signal: AbortSignal.timeout(PATIENCE) });
      return socket;
    } catch (error) {
      socket.destroy();
      cause = error;
    }
  }
  const where = addresses.map(formatServer).join(" or ");
  throw new PulseError("absent", `no sound server listens at ${where}`, { cause });
}
