/** The voice engine as the main thread knows it: everything it is asked happens in a thread of its own. */
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Log, SidePath, SoundStatus, VoiceEngine, VoiceReport } from "../ports.js";
import { Changes } from "../util/changes.js";
import { unreachable } from "../util/unreachable.js";
import { NO_FIGURES, type VoicePacket } from "../voice/jitter-buffer.js";
import { FLOOR } from "../voice/level.js";
import type { Answer, EngineWishes, Order } from "./orders.js";

/** How long the thread may take to let go of its devices, in milliseconds. */
const LEAVING = 800;
/** And to end once it is made to, which one that stands in a call of the system's never does. */
const ENDING = 200;

export function quietReport(reason: string): VoiceReport {
  const off = { at: "off", reason } as const;
  return {
    microphone: off,
    speaker: off,
    level: { mine: FLOOR, theirs: FLOOR },
    deadFor: 0,
    heard: undefined,
    delay: 0,
    beside: false,
    kbps: 0,
    figures: NO_FIGURES,
  };
}

/** Of a call that has only begun. */
export const OPENING: VoiceReport = {
  ...quietReport(""),
  microphone: { at: "opening" },
  speaker: { at: "opening" },
};

export class VoiceThread implements VoiceEngine {
  readonly #wishes: EngineWishes;
  readonly #log: Log;
  readonly #changes = new Changes();
  #worker: Worker | undefined;
  #report = quietReport("no call yet");
  #spoke: ((packet: VoicePacket) => void) | undefined;
  #bound: (port: number) => void = () => undefined;
  #over = false;

  constructor(wishes: EngineWishes, log: Log) {
    this.#wishes = wishes;
    this.#log = log;
  }

  get report(): VoiceReport {
    return this.#report;
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.onChange(listener);
  }

  prepare(): void {
    if (!this.#over) this.#worker ??= this.#start();
  }

  begin(spoke: (packet: VoicePacket) => void): void {
    this.prepare();
    this.#spoke = spoke;
    this.#report = OPENING;
    this.speak(false);
    this.#order({ do: "begin" });
  }

  end(): void {
    this.#spoke = undefined;
    this.#bound = () => undefined;
    this.#report = quietReport("no call");
    this.#order({ do: "end" });
  }

  hear(packet: VoicePacket): void {
    this.#order({ do: "hear", packet });
  }

  speak(on: boolean): void {
    this.#order({ do: "speak", on });
  }

  openPath(path: SidePath, bound: (port: number) => void): void {
    this.#bound = bound;
    this.#order({ do: "path", path });
  }

  aimPath(port: number): void {
    this.#order({ do: "aim", port });
  }

  setVolume(gain: number): void {
    this.#order({ do: "volume", gain });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const worker = this.#worker;
    this.#over = true;
    this.#worker = undefined;
    this.#spoke = undefined;
    if (!worker) return;
    const left = once(worker, "exit").catch(() => undefined); // a thread that fails has left, too
    worker.postMessage({ do: "leave" } satisfies Order);
    if (await within(LEAVING, left)) return;
    void worker.terminate();
    await within(ENDING, left);
  }

  #order(order: Order): void {
    this.#worker?.postMessage(order);
  }

  #start(): Worker {
    const worker = new Worker(new URL("./thread.js", import.meta.url), {
      workerData: this.#wishes,
      // Nothing of what is said there may ever reach the screen.
      stdout: true,
      stderr: true,
    });
    for (const words of [worker.stdout, worker.stderr])
      words
        .setEncoding("utf8")
        .on("data", (text: string) => this.#log.note("voice-engine", { said: text.slice(0, 500) }));
    worker.on("message", (answer: Answer) => this.#take(answer));
    worker.on("error", (error) => this.#failed(worker, error));
    worker.unref();
    return worker;
  }

  #take(answer: Answer): void {
    switch (answer.say) {
      case "spoke":
        return this.#spoke?.(answer.packet);
      case "bound":
        return this.#bound(answer.port);
      case "report":
        // One that was under way when the call ended says nothing about the next.
        if (!this.#spoke) return undefined;
        this.#noteEnds(answer.report);
        this.#report = answer.report;
        return this.#changes.tell();
      default:
        return unreachable(answer);
    }
  }

  /** Writes down what has become of the devices. */
  #noteEnds(next: VoiceReport): void {
    for (const end of ["microphone", "speaker"] as const) {
      const told = toldOf(next[end]);
      if (JSON.stringify(told) !== JSON.stringify(toldOf(this.#report[end])))
        this.#log.note(end, told);
    }
  }

  /** The call goes on without sound; the next one has a new thread. */
  #failed(worker: Worker, error: Error): void {
    if (this.#worker !== worker) return;
    this.#log.note("voice-engine", { failed: String(error.stack ?? error) });
    this.#worker = undefined;
    this.#report = quietReport(`sound failed: ${error.message}`);
    this.#changes.tell();
  }
}

/** Whether `what` happens within `duration` milliseconds; resolves no later. */
async function within(duration: number, what: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((tell) => {
    timer = setTimeout(() => tell(false), duration);
  });
  const inTime = await Promise.race([what.then(() => true), late]);
  clearTimeout(timer);
  return inTime;
}

/** What of a device's status is worth writing down: not when it is tried again, every few seconds. */
function toldOf(status: SoundStatus): Readonly<Record<string, string>> {
  switch (status.at) {
    case "on":
      return { at: "on", device: status.device, ...(status.notice && { notice: status.notice }) };
    case "waiting":
      return { at: "waiting", problem: status.problem };
    case "off":
      return { at: "off", reason: status.reason };
    default:
      return { at: status.at };
  }
}
