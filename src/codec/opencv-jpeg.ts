/** JPEG written and read by OpenCV, in a process of its own that begins when it is worth it. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { openCvAvailable } from "../native/load.js";
import { ANSWER_BYTES, Parcels, type Request, requestHead } from "./parcels.js";

/** Pictures somebody else does first: a call over a fast line needs few, and no process of 50 MB for them. */
const WORTH_IT = 90;
/** It is given up after so many ends that nobody asked for. */
const MOST_STARTS = 3;
/** Longer than any picture takes, in milliseconds: then it hangs. */
const PATIENCE = 3000;

/** Undefined: it cannot be done. "gone": the process is not there, somebody else has to do it. */
export type Answer = Uint8Array | undefined | "gone";

export class JpegProcess implements Disposable {
  readonly #waiting: ((answer: Answer) => void)[] = [];
  #child: ChildProcess | undefined;
  #asked = 0;
  #starts = 0;
  #ready = false;
  /** Over when the process is ready, or gone. */
  #beginning: Promise<void> | undefined;
  #begun: () => void = () => {};
  #watch: NodeJS.Timeout | undefined;

  /** Answers in order. A process that is not ready yet, as at first, is waited for if `patient`, else "gone". */
  async ask(request: Request, patient: boolean): Promise<Answer> {
    if (!this.#child && (patient || ++this.#asked >= WORTH_IT)) this.#start();
    if (!this.#ready && !patient) return "gone";
    this.#holdOn(true);
    await this.#beginning;
    const stdin = this.#child?.stdin;
    if (!stdin) return "gone";
    this.#holdOn(true);
    stdin.write(requestHead(request));
    stdin.write(request.data);
    const answered = new Promise<Answer>((resolve) => this.#waiting.push(resolve));
    this.#watch ??= this.#patience();
    return answered;
  }

  /** Ends the process at once; asked again, it would begin anew. */
  [Symbol.dispose](): void {
    this.#child?.kill("SIGKILL");
  }

  #start(): void {
    if (this.#starts === MOST_STARTS || !openCvAvailable()) return;
    this.#starts++;
    const entry = fileURLToPath(new URL("./jpeg-process.js", import.meta.url));
    const child = spawn(process.execPath, [entry], { stdio: ["pipe", "pipe", "ignore"] });
    this.#child = child;
    this.#beginning = new Promise((begun) => (this.#begun = begun));
    // It ends when its stdin does, which is when we end; until then it keeps nobody from leaving.
    child.unref();
    (child.stdin as unknown as Socket).unref();
    this.#holdOn(false);
    child.stdin.on("error", () => {}); // Its end is heard of below.
    child.on("error", () => this.#lose(child));
    child.stdout.on("close", () => this.#lose(child));
    const answers = new Parcels(ANSWER_BYTES);
    child.stdout.on("data", (chunk: Uint8Array) => {
      for (const parcel of answers.push(chunk)) this.#take(parcel.subarray(ANSWER_BYTES));
    });
  }

  #take(data: Uint8Array): void {
    clearTimeout(this.#watch);
    this.#watch = undefined;
    this.#ready = true;
    this.#begun();
    this.#waiting.shift()?.(data.length > 0 ? data : undefined);
    if (this.#waiting.length > 0) this.#watch = this.#patience();
    else this.#holdOn(false);
  }

  /** Whether our own end waits for an answer. */
  #holdOn(waits: boolean): void {
    const answers = this.#child?.stdout as unknown as Socket | undefined;
    if (waits) answers?.ref();
    else answers?.unref();
  }

  #patience(): NodeJS.Timeout {
    return setTimeout(() => this.#child?.kill("SIGKILL"), PATIENCE).unref();
  }

  #lose(child: ChildProcess): void {
    if (child !== this.#child) return;
    clearTimeout(this.#watch);
    this.#watch = undefined;
    this.#child = undefined;
    this.#ready = false;
    this.#begun();
    for (const resolve of this.#waiting.splice(0)) resolve("gone");
  }
}
