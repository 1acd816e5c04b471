/**
 * What a user keeps of what they see: snapshots and recordings, where they
 * went, and what went wrong.
 */
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { basename, join } from "node:path";
import type { Frame } from "../frame/frame.js";
import { NativeError } from "../native/load.js";
import type { Clock, Screen, Watchable } from "../ports.js";
import { Changes } from "../util/changes.js";
import type { RecordAs } from "./options.js";
import { writePng } from "./png.js";
import { endingsOf, Recording } from "./recording.js";
import { writeWhole } from "./whole-file.js";
import { makeFolder } from "./folder.js";

export interface AlbumOptions {
  readonly screen: Screen;
  /** Where everything goes; made when it is missing. */
  readonly folder: string;
  readonly recordAs: RecordAs;
  readonly clock: Clock;
}

/** How long words about what was done stand on the screen, in milliseconds. */
const NEWS = 5000;
const TROUBLE = 10_000;

export class Album implements Watchable, AsyncDisposable {
  readonly #options: AlbumOptions;
  readonly #changes = new Changes();
  #recording: Recording | undefined;
  #recordingPath = "";
  #saving = false;
  #news: string | undefined;
  #trouble: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: AlbumOptions) {
    this.#options = options;
  }

  get recording(): boolean {
    return this.#recording !== undefined;
  }

  /** What was done just now, as a sentence. */
  get news(): string | undefined {
    return this.#news;
  }

  /** What could not be done just now, and what to do about it. */
  get trouble(): string | undefined {
    return this.#trouble;
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.onChange(listener);
  }

  /** Saves the screen as text in colour, and the picture, if there is one, as PNG; one at a time. */
  async snapshot(picture: () => Promise<Frame | undefined>): Promise<void> {
    if (this.#saving) return;
    this.#saving = true;
    try {
      const path = this.#newPath([".png", ".ans"]);
      // The screen first: what is said afterwards is no part of it.
      await writeWhole(`${path}.ans`, await this.#options.screen.capture(), "wx");
      const frame = await picture();
      if (frame) await writePng(frame, `${path}.png`);
      const kinds = frame ? ".png and .ans" : ".ans: there is no picture";
      this.#say(`saved ${basename(path)}${kinds} in ${this.#place}`);
    } catch (error) {
      this.#complain(error);
    } finally {
      this.#saving = false;
    }
  }

  /** Starts recording, or stops. */
  async toggleRecording(title: string): Promise<void> {
    if (this.#recording) return this.#stop(this.#recording);
    const { screen, recordAs: as, clock } = this.#options;
    try {
      const endings = endingsOf(as);
      const path = this.#newPath(endings);
      const onFault = (error: Error): void => this.#lose(error);
      this.#recordingPath = path;
      this.#recording = new Recording({ screen, path, as, title, clock, onFault });
      this.#say(`recording to ${basename(path)}${endings.join(" and ")} in ${this.#place}`);
    } catch (error) {
      this.#complain(error);
    }
  }

  /** The picture is another: what a video records. */
  see(frame: Frame): void {
    this.#recording?.see(frame);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#timer);
    await this.#recording?.[Symbol.asyncDispose]();
  }

  async #stop(recording: Recording): Promise<void> {
    this.#recording = undefined;
    this.#changes.tell();
    const endings = recording.endings.join(" and ");
    await recording[Symbol.asyncDispose]();
    if (this.#trouble !== undefined) return;
    if (endings === "") this.#say("recorded nothing: there was no picture");
    else this.#say(`recorded ${basename(this.#recordingPath)}${endings} in ${this.#place}`);
  }

  #lose(error: Error): void {
    this.#recording = undefined;
    const files = endingsOf(this.#options.recordAs).map((ending) => this.#recordingPath + ending);
    const kept = files.filter((path) => existsSync(path)).map((path) => basename(path));
    if (kept.length === 0) return this.#complain(error);
    const rest = `what came before is in ${kept.join(" and ")}`;
    this.#tell(TROUBLE);
    this.#trouble = `recording ended: ${reasonOf(error)} - ${rest}`;
    this.#changes.tell();
  }

  /** The folder, as people write it. */
  get #place(): string {
    const { folder } = this.#options;
    const home = homedir();
    return folder === home || folder.startsWith(`${home}/`)
      ? `~${folder.slice(home.length)}`
      : folder;
  }

  /** A path named after this moment, to which none of `endings` makes a file that is there already. */
  #newPath(endings: readonly string[]): string {
    const { folder } = this.#options;
    makeFolder(folder);
    const name = join(folder, `tetatty-${momentOf(new Date())}`);
    for (let n = 1; ; n++) {
      const path = n === 1 ? name : `${name}-${n}`;
      if (!endings.some((ending) => existsSync(path + ending))) return path;
    }
  }

  #say(news: string): void {
    this.#tell(NEWS);
    this.#news = news;
    this.#changes.tell();
  }

  #complain(error: unknown): void {
    const hint = error instanceof NativeError ? error.hint : "choose a folder with --save-to";
    this.#tell(TROUBLE);
    this.#trouble = `cannot save to ${this.#place}: ${reasonOf(error)} - ${hint}`;
    this.#changes.tell();
  }

  /** Makes room for words that go after `delay` milliseconds. */
  #tell(delay: number): void {
    this.#forget();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#forget();
      this.#changes.tell();
    }, delay);
  }

  #forget(): void {
    this.#news = undefined;
    this.#trouble = undefined;
  }
}

const two = (n: number): string => String(n).padStart(2, "0");

/** `2026-11-21-031502`, in local time: sorts as it happened. */
function momentOf(date: Date): string {
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join("-");
  return `${day}-${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "no permission",
  EPERM: "no permission",
  EROFS: "it can only be read",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk is full",
  ENOENT: "there is no such folder, and none can be made",
  EEXIST: "it is a file",
  ENOTDIR: "it is inside a file",
};

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return REASONS[(error as NodeJS.ErrnoException).code ?? ""] ?? error.message;
}
