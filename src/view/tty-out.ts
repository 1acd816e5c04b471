/**
 * The one writer to the terminal. It never blocks the event loop, has one write
 * in flight, and sends everything queued in a turn as one atomic update (DEC
 * private mode 2026), so that a terminal never shows half of a change.
 */
import { closeSync, constants, openSync, writeSync } from "node:fs";
import type { WriteStream } from "node:tty";

const UPDATE_BEGIN = Buffer.from("\x1b[?2026h");
const UPDATE_END = Buffer.from("\x1b[?2026l");
/** CAN aborts a sequence that a half-written update may have left open. */
const CANCEL = "\x18";

/** How long a direct write may wait for a terminal that takes nothing, and between tries; milliseconds. */
const DIRECT_PATIENCE = 300;
const DIRECT_RETRY = 5;

/** The part of node's handle that says whether writes block; absent from its types. */
interface Handle {
  setBlocking?(on: boolean): void;
}

export interface TtyOutListener {
  /** Everything written so far has been taken. */
  onIdle(): void;
  onResize(): void;
  /** The terminal is closed. */
  onGone(): void;
}

export class TtyOut {
  readonly #stream: WriteStream;
  readonly #listener: TtyOutListener;
  #queue: Uint8Array[] = [];
  #inFlight = false;
  #scheduled = false;
  /** Stopped or leaving: nothing more is taken. */
  #held = false;
  #closed = false;
  #settled: (() => void) | undefined;
  readonly #taps = new Set<(update: Uint8Array) => void>();
  #tail = "";
  #queued = 0;

  /** Takes over `stream`: from here on its writes do not block. */
  constructor(stream: WriteStream, listener: TtyOutListener) {
    this.#stream = stream;
    this.#listener = listener;
    // Node makes terminals blocking, and a slow one would stop network and
    // camera with it (measured: 1.5 s at a stall of 1.5 s, 47 ms without).
    // libuv has its own description of the terminal, so the shell's is not touched.
    (stream as unknown as { _handle?: Handle })._handle?.setBlocking?.(false);
    stream.on("error", this.#onGone);
    stream.on("resize", this.#onResize);
  }

  get columns(): number {
    return this.#stream.columns;
  }

  get rows(): number {
    return this.#stream.rows;
  }

  /** Whether a write would leave at once. */
  get idle(): boolean {
    return !this.#held && !this.#closed && !this.#inFlight && this.#queue.length === 0;
  }

  /** Bytes queued since the beginning, without what goes around each update. */
  get queued(): number {
    return this.#queued;
  }

  /** Calls `tap` with every update as it leaves, until disposed. */
  tap(tap: (update: Uint8Array) => void): Disposable {
    this.#taps.add(tap);
    return { [Symbol.dispose]: () => void this.#taps.delete(tap) };
  }

  /** Ends every update: where the hidden cursor is parked. */
  set tail(bytes: string) {
    this.#tail = bytes;
  }

  /** Queues a copy of `data` for this turn's update. */
  write(data: string | Uint8Array): void {
    if (this.#closed || this.#held || data.length === 0) return;
    const bytes = typeof data === "string" ? Buffer.from(data) : Buffer.from(data);
    this.#queued += bytes.length;
    this.#queue.push(bytes);
    if (this.#scheduled || this.#inFlight) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flush();
    });
  }

  /** Drops what is queued and takes nothing more until {@link release}; resolves when nothing is being written, or after `patience` ms. */
  async hold(patience: number): Promise<void> {
    this.#held = true;
    this.#queue = [];
    if (!this.#inFlight) return;
    await new Promise<void>((done) => {
      const timer = setTimeout(done, patience);
      this.#settled = () => {
        clearTimeout(timer);
        done();
      };
    });
  }

  release(): void {
    this.#held = false;
  }

  /**
   * Writes past the queue, through a description of the terminal of our own
   * that does not block: a hung terminal must not hang us on the way out.
   * False if it did not take everything.
   */
  direct(text: string): boolean {
    if (this.#closed) return false;
    let file: number | undefined;
    try {
      file = openSync("/dev/tty", constants.O_WRONLY | constants.O_NOCTTY | constants.O_NONBLOCK);
      return insist(file, Buffer.from(CANCEL + text));
    } catch {
      return false; // No controlling terminal any more: nobody is left to write to.
    } finally {
      if (file !== undefined) closeSync(file);
    }
  }

  /** Writes nothing any more, whatever happens. */
  close(): void {
    this.#closed = true;
    this.#queue = [];
    this.#stream.off("resize", this.#onResize);
    // The error listener stays: EIO after a hang-up must not become an uncaught exception.
  }

  readonly #onResize = (): void => this.#listener.onResize();

  readonly #onGone = (): void => {
    if (this.#closed) return;
    this.close();
    this.#listener.onGone();
  };

  #flush(): void {
    if (this.#inFlight || this.#closed || this.#queue.length === 0) return;
    const update = Buffer.concat([
      UPDATE_BEGIN,
      ...this.#queue,
      Buffer.from(this.#tail),
      UPDATE_END,
    ]);
    this.#queue = [];
    this.#inFlight = true;
    for (const tap of this.#taps) tap(update);
    this.#stream.write(update, (error) => {
      this.#inFlight = false;
      this.#settled?.();
      if (error) this.#onGone();
      else if (this.#queue.length > 0) this.#flush();
      else if (this.idle) this.#listener.onIdle();
    });
  }
}

/** Writes all of `bytes`, trying for {@link DIRECT_PATIENCE} while the terminal is full. */
function insist(file: number, bytes: Uint8Array): boolean {
  let patience = DIRECT_PATIENCE;
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(file, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN" || patience <= 0) return false;
      patience -= DIRECT_RETRY;
      sleepSync(DIRECT_RETRY);
    }
  }
  return true;
}

/** The process is leaving: there is nothing else to do while the terminal drains. */
const sleepSync = (ms: number): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};
