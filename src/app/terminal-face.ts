import { spawn } from "node:child_process";
import type { LinkId } from "../call/state.js";
import { fade } from "../frame/fade.js";
import type { Frame, Size } from "../frame/frame.js";
import type { Screen } from "../ports.js";
import type { Command } from "../render/keys.js";
import { openScreen } from "../view/screen.js";
import { Album } from "./album.js";
import { clock } from "./clock.js";
import type { Face, Scene } from "./face.js";
import { Fresh } from "./fresh.js";
import type { Options } from "./options.js";
import { screenOptions } from "./screen-options.js";
import { screenOf } from "./terminal-words.js";
import { voiceTrouble } from "./voice-words.js";
import { callWords } from "./words.js";

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
  readonly #album: Album;
  readonly #voiceTrouble = new Fresh();
  #remote: Frame | undefined;
  #title = "";
  /** The call that the user was called to. */
  #rang: LinkId | undefined;

  constructor(options: Options) {
    const { tmux, saveTo, recordAs } = options;
    this.#tmux = tmux;
    this.#screen = openScreen(screenOptions(options));
    this.#album = new Album({ screen: this.#screen, folder: saveTo, recordAs, clock });
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

  get recording(): boolean {
    return this.#album.recording;
  }

  onChange(listener: () => void): Disposable {
    const subscriptions = [this.#screen.onChange(listener), this.#album.onChange(listener)];
    return { [Symbol.dispose]: () => subscriptions.forEach((each) => each[Symbol.dispose]()) };
  }

  showRemote(frame: Frame | undefined): void {
    this.#remote = frame;
    if (frame) this.#album.see(frame);
    this.#screen.showRemote(frame);
  }

  showStale(frame: Frame): void {
    this.#screen.showRemote(fade(frame));
  }

  showPreview(frame: Frame | undefined): void {
    this.#screen.showPreview(frame);
  }

  report(scene: Scene): void {
    const { painting } = this.#screen;
    const voiceNews = this.#voiceTrouble.isNews(voiceTrouble(scene), scene.now);
    const model = screenOf(scene, { painting, keeping: this.#album, voiceNews });
    this.#title = model.title;
    this.#screen.show(model);
    const { call } = scene;
    const ringing = call.at === "ringing" ? call.link : undefined;
    if (ringing !== undefined && ringing !== this.#rang)
      this.#screen.call(callWords(call, scene.now));
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
        case "snapshot":
          void this.#album.snapshot(async () => this.#remote); // what goes wrong, the album says
          break;
        case "record":
          void this.#album.toggleRecording(this.#title); // what goes wrong, the album says
          break;
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
    await this.#album[Symbol.asyncDispose]();
    await this.#screen[Symbol.asyncDispose]();
  }
}
