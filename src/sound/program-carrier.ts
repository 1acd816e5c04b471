/**
 * Sound through a program's pipe. A pipe takes whatever is written, a second
 * and more, so a speaker is written to no faster than it plays: as it says
 * itself, where it does, and else as time passes.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import type { Readable } from "node:stream";
import type { Pull, SoundBlock, Timing } from "../ports.js";
import {
  type CarriedDevice,
  type Carrier,
  CarrierError,
  type OpenEnd,
  type Trouble,
} from "./carrier.js";
import { Metronome } from "./metronome.js";
import type { Program, ProgramPair } from "./programs.js";
import { BYTES_PER_MS, SAMPLE_BYTES, SAMPLES_PER_MS } from "./sample.js";

/** A program that lives for so long, in milliseconds, has a device: those that have none say so at once. */
const PROOF = 300;
/** More than this a speaker's program need not hold, in milliseconds. */
const MOST_HELD = 60;
/** A program is read no faster than so many times as time passes: one that is no microphone would keep us busy. */
const FASTEST = 4;
/** Milliseconds that reading may be ahead of that. */
const LEAD = 250;
/** A player that reads nothing for so long, in milliseconds, is stuck. */
const STUCK = 5000;
/** The part of what it complains about that is kept. */
const COMPLAINT = 400;

export class ProgramCarrier implements Carrier {
  readonly label: string;
  readonly #pair: ProgramPair;
  readonly #timing: Timing;
  readonly #environment: NodeJS.ProcessEnv;

  constructor(pair: ProgramPair, timing: Timing, environment: NodeJS.ProcessEnv) {
    this.label = pair.label;
    this.#pair = pair;
    this.#timing = timing;
    this.#environment = environment;
  }

  /** None of the programs lists devices in a form for programs. */
  devices(): Promise<readonly CarriedDevice[]> {
    return Promise.resolve([]);
  }

  async openMicrophone(
    device: string | undefined,
    take: (block: SoundBlock) => void,
  ): Promise<OpenEnd> {
    const { microphone } = this.#pair;
    const end = this.#spawn(microphone, device);
    let odd: Buffer = Buffer.alloc(0);
    const brake = new Brake(this.#timing, end.child.stdout);
    end.use(brake);
    end.child.stdout.on("data", (chunk: Buffer) => {
      brake.read(chunk.length);
      const bytes = odd.length === 0 ? chunk : Buffer.concat([odd, chunk]);
      const whole = bytes.length - (bytes.length % SAMPLE_BYTES);
      odd = bytes.subarray(whole);
      const samples = new Int16Array(Uint8Array.from(bytes.subarray(0, whole)).buffer);
      const length = samples.length / SAMPLES_PER_MS;
      if (length > 0) take({ samples, at: this.#timing.now() - microphone.latency - length });
    });
    return end.proven(this.#timing);
  }

  async openSpeaker(device: string | undefined, pull: Pull): Promise<OpenEnd> {
    const { speaker } = this.#pair;
    const end = this.#spawn(speaker, device);
    const meter = new PlayedMeter(this.#timing, speaker.played);
    let takenAt = this.#timing.now();
    const { stdin, stderr } = end.child;
    stderr.on("data", (chunk: Buffer) => meter.read(String(chunk)));
    end.use(
      new Metronome(this.#timing, (count) => {
        // What it says, or the clock does for it, is not to be believed of one that has stopped reading.
        const unread = stdin.writableLength / BYTES_PER_MS;
        if (unread <= MOST_HELD) takenAt = this.#timing.now();
        else if (this.#timing.now() - takenAt > STUCK) end.giveUp();
        if (Math.max(meter.held, unread) > MOST_HELD) return;
        meter.write(count);
        stdin.write(Buffer.copyBytesFrom(pull(count)));
      }),
    );
    return end.proven(this.#timing);
  }

  #spawn(program: Program, device: string | undefined): ProgramEnd {
    const { needs } = this.#pair;
    if (needs && !(existsSync(needs.file) && needs.holding.test(readFileSync(needs.file, "utf8"))))
      throw new CarrierError("there is no sound card", "plug one in", { absent: true });
    // In the C locale, or the figures on stderr are written as people write them.
    const env = { ...this.#environment, LC_ALL: "C" };
    const child = spawn(program.command, program.arguments(device), { env, stdio: "pipe" });
    return new ProgramEnd(child, program, device);
  }
}

/** Holds back a program that gives more than a microphone can. */
class Brake implements Disposable {
  readonly #timing: Timing;
  readonly #stream: Readable;
  /** When as much time has passed as was read for. */
  #due = -Infinity;
  #timer: Disposable | undefined;

  constructor(timing: Timing, stream: Readable) {
    this.#timing = timing;
    this.#stream = stream;
  }

  /** So many bytes were read. */
  read(bytes: number): void {
    const now = this.#timing.now();
    this.#due = Math.max(now, this.#due) + bytes / BYTES_PER_MS / FASTEST;
    const lead = this.#due - now;
    if (lead <= LEAD) return;
    this.#stream.pause();
    this.#timer?.[Symbol.dispose]();
    this.#timer = this.#timing.after(lead, () => this.#stream.resume());
  }

  [Symbol.dispose](): void {
    this.#timer?.[Symbol.dispose]();
    this.#stream.destroy(); // or a paused stream would keep its program from being over
  }
}

/** How much a program holds that it has not played. */
class PlayedMeter {
  readonly #timing: Timing;
  readonly #says: RegExp | undefined;
  #written = 0;
  /** Milliseconds of sound that were played at {@link #at}. */
  #played = 0;
  #at: number | undefined;

  constructor(timing: Timing, says: RegExp | undefined) {
    this.#timing = timing;
    this.#says = says;
  }

  /** Milliseconds; a program that says nothing is believed to play as time passes. */
  get held(): number {
    const since = this.#at === undefined ? 0 : this.#timing.now() - this.#at;
    return Math.max(0, this.#written - this.#played - since);
  }

  write(samples: number): void {
    this.#written += samples / SAMPLES_PER_MS;
    if (!this.#says) this.#at ??= this.#timing.now();
  }

  read(said: string): void {
    if (!this.#says) return;
    const last = [...said.matchAll(this.#says)].at(-1);
    if (!last) return;
    this.#played = Number(last[1]) * 1000;
    this.#at = this.#timing.now();
  }
}

class ProgramEnd implements OpenEnd {
  readonly child: ChildProcessWithoutNullStreams;
  readonly device: string;
  readonly latency: number;
  readonly underruns = 0;
  readonly over: Promise<Trouble>;
  readonly #command: string;
  readonly #gone: Promise<void>;
  #uses: Disposable | undefined;
  #complaint = "";
  #absent = false;

  constructor(child: ChildProcessWithoutNullStreams, program: Program, device: string | undefined) {
    this.child = child;
    this.latency = program.latency;
    this.device = device ?? `the default of ${program.command}`;
    this.#command = program.command;
    child.stdin.on("error", () => undefined); // it went, as `exit` tells
    child.stderr.on("data", (chunk) => {
      this.#complaint = (this.#complaint + String(chunk)).slice(-COMPLAINT);
    });
    this.#gone = new Promise((gone) => {
      child.once("close", () => gone());
      child.once("error", () => {
        this.#absent = true;
        gone();
      });
    });
    this.over = this.#gone.then(() => this.#trouble());
  }

  /** Lets go of `thing` with the program. */
  use(thing: Disposable): void {
    this.#uses = thing;
    void this.#gone.then(() => thing[Symbol.dispose]());
  }

  /** This end, once the program has lived long enough to be believed. @throws CarrierError */
  async proven(timing: Timing): Promise<OpenEnd> {
    let timer: Disposable | undefined;
    const lives = new Promise<"lives">((tell) => {
      timer = timing.after(PROOF, () => tell("lives"));
    });
    const first = await Promise.race([lives, this.over]);
    timer?.[Symbol.dispose]();
    if (first === "lives") return this;
    throw new CarrierError(first.problem, first.hint, { absent: true });
  }

  /** Ends it for doing nothing. */
  giveUp(): void {
    this.#complaint = "it takes no sound";
    this.child.kill("SIGKILL");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#uses?.[Symbol.dispose]();
    this.child.kill("SIGKILL");
    await this.#gone;
  }

  #trouble(): Trouble {
    if (this.#absent)
      return { problem: `${this.#command} is not installed`, hint: "install a sound server" };
    const last = this.#complaint.trim().split("\n").at(-1) ?? "";
    return {
      problem: `${this.#command} ended: ${last || "it does not say why"}`,
      hint: "choose another device: tetatty devices",
    };
  }
}
