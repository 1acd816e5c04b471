import { COMMAND } from "./commands.js";
import type { PulseConnection, StreamEvents, StreamKind } from "./connection.js";
import { NONE, type TagReader, type TagWriter } from "./tagstruct.js";

const CREATE = { playback: COMMAND.createPlayback, record: COMMAND.createRecord } as const;
const DELETE = { playback: COMMAND.deletePlayback, record: COMMAND.deleteRecord } as const;
const LATENCY = { playback: COMMAND.playbackLatency, record: COMMAND.recordLatency } as const;
const MOVE = { playback: COMMAND.movePlayback, record: COMMAND.moveRecord } as const;

/** One stream of either kind on the server, from its creation to its end. */
export class PulseStream implements Disposable {
  readonly #connection: PulseConnection;
  readonly #kind: StreamKind;
  #channel = NONE;
  /** What the server calls it, which is not its channel. */
  #index = NONE;
  #attended: Disposable | undefined;

  constructor(connection: PulseConnection, kind: StreamKind) {
    this.#connection = connection;
    this.#kind = kind;
  }

  /** Its number. */
  get channel(): number {
    return this.#channel;
  }

  /**
   * Creates it with the arguments that `fill` writes; `begun` reads the rest of the answer, with `events` heard already.
   *
   * @throws PulseError
   */
  async create(
    fill: (to: TagWriter) => unknown,
    events: StreamEvents,
    begun: (reply: TagReader) => void = () => undefined,
  ): Promise<void> {
    await this.#connection.ask(CREATE[this.#kind], fill, (reply) => {
      this.#channel = reply.u32();
      this.#index = reply.u32();
      this.#attended = this.#connection.attend(this.#kind, this.#channel, events);
      begun(reply);
    });
  }

  /** Puts it on `device`. @throws PulseError */
  async moveTo(device: string): Promise<void> {
    await this.#connection.ask(
      MOVE[this.#kind],
      (to) => to.u32(this.#index).u32(NONE).string(device),
      () => undefined,
    );
  }

  /** What `read` makes of the server's account of its delay. @throws PulseError */
  latency<T>(read: (reply: TagReader) => T): Promise<T> {
    return this.#connection.ask(LATENCY[this.#kind], (to) => to.u32(this.#channel).time(0), read);
  }

  /** Ends it; a connection that is gone took it along. */
  [Symbol.dispose](): void {
    if (!this.#attended) return;
    this.#attended[Symbol.dispose]();
    this.#attended = undefined;
    this.#connection
      .ask(
        DELETE[this.#kind],
        (to) => to.u32(this.#channel),
        () => undefined,
      )
      .catch(() => undefined);
  }
}
