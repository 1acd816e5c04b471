/** The face of `--window`: two OpenCV windows, held by a process of their own. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { type Frame, NO_SIZE, type Size } from "../frame/frame.js";
import { openCvAvailable } from "../native/load.js";
import type { Clock, Log, Watchable } from "../ports.js";
import { Changes } from "../util/changes.js";
import { Mailbox } from "../util/mailbox.js";
import { unreachable } from "../util/unreachable.js";
import {
  WINDOW_SIZES,
  type WindowEvent,
  type WindowName,
  type WindowOrder,
  writeOrder,
} from "./window-pipe.js";

/** Windows cannot be opened here; `hint` says what to do instead. */
export class WindowError extends Error {
  override readonly name = "WindowError";
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

export interface WindowOptions {
  /** Of the remote window, until {@link Windows.setTitle}. */
  readonly title: string;
  readonly clock: Clock;
  readonly log: Log;
  /** Of the windows' process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Windows that were up for so long and crash are opened again; others would only crash again. */
const STEADY = 5000;
/** Lines of the process's own words that are kept for the explanation. */
const LAST_WORDS = 20;
const INSTEAD = "leave out --window, or come in with: ssh -X";

/**
 * Opens the remote window; the preview comes with its first picture.
 *
 * @throws WindowError when there is no OpenCV or no display, or the display refuses us.
 */
export async function openWindows(options: WindowOptions): Promise<Windows> {
  const { env = process.env } = options;
  if (!openCvAvailable(env)) throw new WindowError("OpenCV is not set up", "type: tetatty setup");
  // Without one, the toolkit would abort before it could say so.
  const hasDisplay = env["DISPLAY"] || env["WAYLAND_DISPLAY"];
  if (process.platform === "linux" && !hasDisplay) {
    throw new WindowError("there is no display for windows", INSTEAD);
  }
  const windows = new Windows(options);
  await windows.ready();
  return windows;
}

/** q, Q, Esc or a closed remote window; a; d. */
export type WindowKey = "leave" | "answer" | "decline";

/** The way of one window's pictures: one under way, one held, the newest wins. */
interface Lane {
  busy: boolean;
  held: Frame | undefined;
}

export class Windows implements Watchable, AsyncDisposable {
  readonly #options: WindowOptions;
  readonly #changes = new Changes();
  readonly #keys = new Mailbox<WindowKey>();
  #child: ChildProcess;
  #startedAt: number;
  #lanes = newLanes();
  /** The last lines that the process printed. */
  #words: string[] = [];
  #title: string;
  #lines: readonly string[] = [];
  #previewHidden = false;
  #problem: string | undefined;
  #skipped = 0;
  #ready: (up: boolean) => void = () => {};
  #disposed = false;

  /** Use {@link openWindows}. */
  constructor(options: WindowOptions) {
    this.#options = options;
    this.#title = options.title;
    this.#startedAt = options.clock.now();
    this.#child = this.#start();
  }

  /** Why there are no windows any more, as a sentence; undefined while there are. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** The largest pictures that are of use now; 0x0 when there is no such window. */
  get remoteSize(): Size {
    return this.#problem === undefined ? WINDOW_SIZES.remote : NO_SIZE;
  }

  get previewSize(): Size {
    const isThere = this.#problem === undefined && !this.#previewHidden;
    return isThere ? WINDOW_SIZES.preview : NO_SIZE;
  }

  /** Remote pictures replaced by a newer one before they were shown. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Called when a size or the problem changed. */
  onChange(listener: () => void): Disposable {
    return this.#changes.onChange(listener);
  }

  /** What the user pressed. One reader; ends when disposed. */
  keys(): AsyncIterable<WindowKey> {
    return this.#keys;
  }

  setTitle(title: string): void {
    if (title === this.#title) return;
    this.#title = title;
    this.#order({ do: "title", title });
  }

  /** Words for the remote window while it has no picture. */
  say(lines: readonly string[]): void {
    if (lines.join("\n") === this.#lines.join("\n")) return;
    this.#lines = lines;
    this.#order({ do: "say", lines });
  }

  /** The newest wins; `undefined` shows the words instead. */
  showRemote(frame: Frame | undefined): void {
    this.#show("remote", frame);
  }

  /** `undefined` closes the preview until the next picture; once the user closed it, it stays closed. */
  showPreview(frame: Frame | undefined): void {
    if (!this.#previewHidden) this.#show("preview", frame);
  }

  /**
   * Resolves when the remote window is on the screen.
   *
   * @throws WindowError when its process ends before that.
   */
  async ready(): Promise<void> {
    const isUp = await new Promise<boolean>((resolve) => {
      this.#ready = resolve;
    });
    if (isUp) return;
    const reason = this.#words.find((line) => /display|connect/i.test(line));
    throw new WindowError(`the display takes no windows${reason ? `: ${reason}` : ""}`, INSTEAD);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#keys.end();
    if (this.#problem !== undefined) return;
    const closed = once(this.#child, "close");
    this.#child.kill("SIGKILL");
    await closed;
  }

  #start(): ChildProcess {
    const { env = process.env, log } = this.#options;
    const entry = fileURLToPath(new URL("./window-process.js", import.meta.url));
    const child = spawn(process.execPath, [entry, this.#title], {
      stdio: ["pipe", "pipe", "pipe", "pipe"],
      env,
    });
    log.note("window-process", { pid: child.pid ?? 0 });
    // A process that is going breaks its pipe before we hear of its end.
    child.stdin.on("error", () => {});
    this.#words = [];
    for (const output of [child.stdout, child.stderr]) {
      createInterface({ input: output }).on("line", (line) => this.#note(line));
    }
    createInterface({ input: child.stdio[3] as Readable }).on("line", (line) => {
      this.#hear(JSON.parse(line) as WindowEvent);
    });
    child.once("error", (error) => this.#note(error.message));
    // "close" comes after the last of its words, "exit" may come before.
    child.once("close", (code, signal) => this.#over(signal ?? `exit code ${code}`));
    return child;
  }

  #note(line: string): void {
    this.#words.push(line);
    if (this.#words.length > LAST_WORDS) this.#words.shift();
    this.#options.log.note("opencv", { line });
  }

  #hear(event: WindowEvent): void {
    switch (event.event) {
      case "ready":
        return this.#ready(true);
      case "leave":
      case "answer":
      case "decline":
        return this.#keys.put(event.event);
      case "hidden":
        this.#previewHidden = true;
        return this.#changes.tell();
      case "shown":
        return this.#shown(event.window);
      default:
        return unreachable(event);
    }
  }

  #show(window: WindowName, frame: Frame | undefined): void {
    const lane = this.#lanes[window];
    if (!frame) {
      lane.held = undefined;
      this.#order({ do: "clear", window });
    } else if (lane.busy) {
      if (lane.held && window === "remote") this.#skipped++;
      lane.held = frame;
    } else if (this.#problem === undefined && !this.#disposed) {
      const { width, height, pixels } = frame;
      lane.busy = true;
      this.#order({ do: "show", window, width, height });
      this.#child.stdin?.write(pixels);
    }
  }

  #shown(window: WindowName): void {
    const lane = this.#lanes[window];
    const { held } = lane;
    lane.busy = false;
    lane.held = undefined;
    if (held) this.#show(window, held);
  }

  #order(order: WindowOrder): void {
    if (this.#problem === undefined && !this.#disposed) this.#child.stdin?.write(writeOrder(order));
  }

  /** The process is gone: once is bad luck, at once again is a display that is gone. */
  #over(how: string): void {
    this.#ready(false);
    if (this.#disposed) return;
    const now = this.#options.clock.now();
    this.#lanes = newLanes();
    if (now - this.#startedAt >= STEADY) {
      this.#startedAt = now;
      this.#child = this.#start();
      this.#order({ do: "say", lines: this.#lines });
      return;
    }
    this.#problem = `the windows are gone: their process crashed (${how})`;
    this.#changes.tell();
  }
}

function newLanes(): Record<WindowName, Lane> {
  return {
    remote: { busy: false, held: undefined },
    preview: { busy: false, held: undefined },
  };
}
