import type { CallState } from "../call/state.js";
import { fade } from "../frame/fade.js";
import type { Frame, Size } from "../frame/frame.js";
import type { Log } from "../ports.js";
import type { Command } from "../render/keys.js";
import { Mailbox } from "../util/mailbox.js";
import { openWindows, type Windows } from "../view/window.js";
import { clock } from "./clock.js";
import { ChatNews } from "./chat-news.js";
import type { Face, Scene } from "./face.js";
import { onSignal } from "./signals.js";
import { parseCommand, readLines } from "./typed-commands.js";
import {
  callWords,
  IN_THE_OPEN,
  isInTheOpen,
  listeningWords,
  opennessWords,
  steadyNotice,
  TRUST_HINT,
} from "./words.js";

/** What a question is about, and what it can be answered with. */
function questionOf(call: CallState): readonly string[] {
  if (call.at === "ringing") return ["a answers, d declines"];
  if (call.at === "reconnecting") return ["h hangs up"];
  return call.at === "verifying" ? [call.party.key.fingerprint, TRUST_HINT] : [];
}

/** The title of the window: without the seconds, which would change it all the time. */
function titleOf(scene: Scene, words: string): string {
  const state = words.replace(/ \d+:\d\d.*$/, "");
  const mark = opennessWords(scene);
  const title = state === "" ? "tetatty" : `tetatty: ${state}`;
  return mark === undefined ? title : `${mark} - ${title}`;
}

/** `--window`: pictures in OpenCV windows, words on stderr, commands from the windows' keys or typed. */
export class WindowFace implements Face {
  readonly recording = false;
  readonly #windows: Windows;
  readonly #commands = new Mailbox<Command>();
  readonly #news = new ChatNews();
  readonly #input: readonly Disposable[];
  #at: CallState["at"] = "idle";
  #said: string | undefined;
  #notice: string | undefined;

  constructor(windows: Windows) {
    this.#windows = windows;
    this.#input = [
      onSignal((code) => this.#commands.put({ type: "quit", code })),
      readLines((line) => this.#obey(line)),
    ];
    void this.#followKeys(); // ends with the windows
  }

  /** @throws WindowError when there is no display or no OpenCV. */
  static async open(log: Log): Promise<WindowFace> {
    return new WindowFace(await openWindows({ title: "tetatty", clock, log }));
  }

  get remoteSize(): Size {
    return this.#windows.remoteSize;
  }

  get previewSize(): Size {
    return this.#windows.previewSize;
  }

  get skipped(): number {
    return this.#windows.skipped;
  }

  onChange(listener: () => void): Disposable {
    return this.#windows.onChange(listener);
  }

  showRemote(frame: Frame | undefined): void {
    this.#windows.showRemote(frame);
  }

  showStale(frame: Frame): void {
    this.#windows.showRemote(fade(frame));
  }

  showPreview(frame: Frame | undefined): void {
    this.#windows.showPreview(frame);
  }

  report(scene: Scene): void {
    const { call, now } = scene;
    const idle = call.at === "idle" && !call.last;
    const words = idle ? listeningWords(scene.listening) : callWords(call, now);
    const keys = questionOf(call);
    const cameraOff = call.at === "live" && !scene.peerCamera;
    this.#windows.setTitle(titleOf(scene, idle ? "" : words));
    const open = isInTheOpen(scene) ? [IN_THE_OPEN] : [];
    this.#windows.say([cameraOff ? "camera off" : words, ...open, ...keys]);
    if (call.at !== this.#at || this.#said === undefined) this.#say([words, ...keys].join(" - "));
    this.#at = call.at;
    for (const { from, text } of this.#news.take(scene.chat.messages))
      if (from === "them") this.#say(`${scene.chat.with}: ${text}`);
    const notice = this.#windows.problem ?? steadyNotice(scene);
    if (notice !== this.#notice && notice !== undefined) this.#say(notice);
    this.#notice = notice;
  }

  copy(): boolean {
    return false;
  }

  commands(): AsyncIterable<Command> {
    return this.#commands;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const each of this.#input) each[Symbol.dispose]();
    this.#commands.end();
    await this.#windows[Symbol.asyncDispose]();
  }

  async #followKeys(): Promise<void> {
    for await (const key of this.#windows.keys()) {
      if (key === "answer" || key === "decline") this.#commands.put({ type: key });
      else this.#commands.put({ type: this.#at === "idle" ? "quit" : "hang-up" });
    }
  }

  #obey(line: string): void {
    const typed = parseCommand(line);
    if (typed === undefined) return;
    if (typed.type === "size" || typed.type === "unknown")
      this.#say(
        `"${line}" is no command: call <peer>, answer, decline, block, hangup, trust, distrust, video, mute, louder, quieter, dnd, say <text>, quit`,
      );
    else this.#commands.put(typed);
  }

  #say(text: string): void {
    this.#said = text;
    process.stderr.write(`${text}\n`);
  }
}
