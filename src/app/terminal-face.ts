import { spawn } from "node:child_process";
import type { LinkId } from "../call/state.js";
import type { Frame, Size } from "../frame/frame.js";
import type { Screen } from "../ports.js";
import type { Command } from "../render/keys.js";
import { openScreen } from "../view/screen.js";
import { clock } from "./clock.js";
import type { Face, Scene } from "./face.js";
import type { Options } from "./options.js";
import { screenOf } from "./terminal-words.js";

function loadTmuxBuffer(text: string): void {
  const tmux = spawn("tmux", ["load-buffer", "-w", "-"], { stdio: ["pipe", "ignore", "ignore"] });
  // Without tmux there is nothing to paste: the invite stands in the status bar all the same.
  tmux.on("error", () => undefined);
  tmux.stdin.on("error", () => undefined).end(text);
}

/** The blessed screen in this terminal. */
export class TerminalFace implements Face {
  readonly #screen: Screen;
  readonly #tmux: boolean;
  /** The call that the bell rang for. */
  #rang: LinkId | undefined;

  constructor({ colors, tmux, mouse, lossless }: Options) {
    this.#tmux = tmux;
    this.#screen = openScreen({
      input: process.stdin,
      output: process.stdout,
      colors,
      tmux,
      lossless,
      mouse,
      bell: true,
      now: () => clock.now(),
    });
  }

  get remoteSize(): Size {
    return this.#screen.remoteSize;
  }

  get previewSize(): Size {
    return this.#screen.previewSize;
  }

  get fps(): number {
    return this.#screen.painting.fps;
  }

  get skipped(): number {
    return this.#screen.painting.skipped;
  }

  onChange(listener: () => void): Disposable {
    return this.#screen.onChange(listener);
  }

  showRemote(frame: Frame | undefined): void {
    this.#screen.showRemote(frame);
  }

  showPreview(frame: Frame | undefined): void {
    this.#screen.showPreview(frame);
  }

  report(scene: Scene): void {
    this.#screen.show(screenOf(scene, this.#screen.painting));
    const { call } = scene;
    const ringing = call.at === "ringing" ? call.link : undefined;
    if (ringing !== undefined && ringing !== this.#rang) this.#screen.ring();
    this.#rang = ringing;
  }

  /** tmux keeps OSC 52 from the terminal around it unless told otherwise; its own command is always heard. */
  copy(text: string): boolean {
    if (this.#tmux) loadTmuxBuffer(text);
    else this.#screen.copy(text);
    return true;
  }

  async *commands(): AsyncGenerator<Command, void, undefined> {
    for await (const command of this.#screen.commands()) {
      switch (command.type) {
        case "pause":
        case "step":
        case "seek":
        case "rewind":
        case "loop":
          break; // Nothing is played here.
        default:
          yield command;
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#screen[Symbol.asyncDispose]();
  }
}
