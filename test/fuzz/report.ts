/** What the two threads of a fuzz run say to each other. */
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MOST_BYTES } from "./mutate.js";

/** A file for what is read from files; whoever watches removes it. */
export const SCRATCH = join(tmpdir(), `tetatty-fuzz-${process.pid}.json`);

export interface Orders {
  readonly seed: number;
  readonly runs: number;
  /** Milliseconds. */
  readonly time: number;
  /** Only this target. */
  readonly only: string | undefined;
  /** Only this input, for {@link only}. */
  readonly replay: Uint8Array | undefined;
  readonly shared: SharedArrayBuffer;
}

export interface Slowest {
  readonly target: string;
  readonly bytes: number;
  readonly ms: number;
}

export interface Report {
  readonly runs: number;
  /** Milliseconds. */
  readonly time: number;
  /** How often each outcome was met, by target. */
  readonly met: ReadonlyMap<string, ReadonlyMap<string, number>>;
  readonly slowest: Slowest;
  /** Bytes of JavaScript memory once warm, and at the end. */
  readonly before: number;
  readonly after: number;
  /** The most that the whole process held, in bytes. */
  readonly peak: number;
}

/** Bytes set aside for the number of the run, the length of the input and of the target's name. */
const HEADER_BYTES = 12;
const NAME_BYTES = 64;

/** The input at hand, in memory that both threads see: who dies can tell no tales. */
export class Bench {
  static readonly BYTES = HEADER_BYTES + NAME_BYTES + MOST_BYTES + 4096;
  readonly #numbers: Int32Array;
  readonly #name: Uint8Array;
  readonly #input: Uint8Array;

  constructor(shared: SharedArrayBuffer) {
    this.#numbers = new Int32Array(shared, 0, 3);
    this.#name = new Uint8Array(shared, HEADER_BYTES, NAME_BYTES);
    this.#input = new Uint8Array(shared, HEADER_BYTES + NAME_BYTES);
  }

  /** How many inputs have been laid out so far. */
  get run(): number {
    return Atomics.load(this.#numbers, 0);
  }

  get target(): string {
    return new TextDecoder().decode(this.#name.slice(0, this.#numbers[2]));
  }

  get input(): Uint8Array {
    return this.#input.slice(0, this.#numbers[1]);
  }

  lay(run: number, target: string, input: Uint8Array): void {
    const { written } = new TextEncoder().encodeInto(target, this.#name);
    this.#numbers[2] = written;
    this.#numbers[1] = input.length;
    this.#input.set(input.subarray(0, this.#input.length));
    Atomics.store(this.#numbers, 0, run + 1);
  }
}
