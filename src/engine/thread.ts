/**
 * The thread of the voice engine: sound must not wait for a screen that is being drawn, and 60 of every
 * 66 ms of the main thread may well be gone for that.
 */
import { parentPort, workerData } from "node:worker_threads";
import type { SidePath, Timing } from "../ports.js";
import { mayEcho, openSound } from "../sound/open.js";
import { Meter } from "../util/measure.js";
import { unreachable } from "../util/unreachable.js";
import type { VoicePacket } from "../voice/jitter-buffer.js";
import { RECORD_HEADER_BYTES } from "../wire/record.js";
import { SOUND_HEADER_BYTES } from "../wire/sound.js";
import type { Answer, EngineWishes, Order } from "./orders.js";
import { SideDoor } from "./side-door.js";
import { Voice } from "./voice.js";

/** What a record is longer than its packet. */
const SOUND_RECORD_BYTES = RECORD_HEADER_BYTES + SOUND_HEADER_BYTES;
/** Milliseconds between two reports: what a level meter needs. */
const REPORT_INTERVAL = 100;

const timing: Timing = {
  now: () => Number(process.hrtime.bigint()) / 1e6,
  after(delay, call) {
    const timer = setTimeout(call, delay);
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  },
};

class Thread {
  readonly #wishes: EngineWishes;
  readonly #answer: (answer: Answer) => void;
  readonly #sound: ReturnType<typeof openSound>;
  #voice: Voice | undefined;
  #reporting: NodeJS.Timeout | undefined;
  #door: SideDoor | undefined;
  readonly #said = new Meter();
  #speaks = false;
  #gain = 1;
  /** Beginnings and ends happen one after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(wishes: EngineWishes, answer: (answer: Answer) => void) {
    this.#wishes = wishes;
    this.#answer = answer;
    this.#sound = openSound(wishes.sound, { ...wishes.place, timing });
  }

  obey(order: Order): void {
    switch (order.do) {
      case "begin":
        return this.#then(() => this.#begin());
      case "end":
        return this.#then(() => this.#end());
      case "hear":
        return this.#voice?.hear(order.packet);
      case "speak":
        this.#speaks = order.on;
        return this.#voice?.speak(order.on);
      case "path":
        return this.#then(async () => this.#openPath(order.path));
      case "aim":
        return this.#then(async () => this.#door?.aim(order.port));
      case "volume":
        this.#gain = order.gain;
        return this.#voice?.setVolume(order.gain);
      case "leave":
        return this.#then(() => this.#leave());
      default:
        return unreachable(order);
    }
  }

  #then(work: () => Promise<void>): void {
    this.#work = this.#work.then(work);
  }

  async #begin(): Promise<void> {
    await this.#end();
    const spoke = (packet: VoicePacket): void => {
      const beside = this.#door?.send(packet) ?? 0;
      if (beside === 0) this.#answer({ say: "spoke", packet });
      this.#said.count(timing.now(), beside || SOUND_RECORD_BYTES + packet.data.length);
    };
    const parts = { sound: this.#sound, clock: timing, spoke };
    const { cleaning, sound } = this.#wishes;
    const echo = cleaning.echo && mayEcho(sound);
    const voice = await Voice.begin(parts, { ...cleaning, echo });
    voice.speak(this.#speaks);
    voice.setVolume(this.#gain);
    this.#voice = voice;
    this.#reporting = setInterval(() => this.#report(voice), REPORT_INTERVAL);
  }

  #report(voice: Voice): void {
    const beside = this.#door?.isOpen ?? false;
    const kbps = (this.#said.rate(timing.now()) * 8) / 1000;
    this.#answer({ say: "report", report: { ...voice.report, beside, kbps } });
  }

  #openPath(path: SidePath): void {
    this.#door?.[Symbol.dispose]();
    this.#door = new SideDoor(path, timing, {
      bound: (port) => this.#answer({ say: "bound", port }),
      heard: (packet) => this.#voice?.hear(packet),
    });
  }

  async #end(): Promise<void> {
    clearInterval(this.#reporting);
    const voice = this.#voice;
    this.#voice = undefined;
    this.#door?.[Symbol.dispose]();
    this.#door = undefined;
    await voice?.[Symbol.asyncDispose]();
  }

  async #leave(): Promise<void> {
    await this.#end();
    await this.#sound[Symbol.asyncDispose]();
    parentPort?.close();
  }
}

const thread = new Thread(workerData as EngineWishes, (answer) => parentPort?.postMessage(answer));
parentPort?.on("message", (order: Order) => thread.obey(order));
