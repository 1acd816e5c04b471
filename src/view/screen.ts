/**
 * The terminal face behind the `Screen` seam: one blessed screen, two video
 * panes, and the rule who writes when.
 *
 * Words are drawn when the last write has left; pictures when besides the
 * terminal has answered for those before. Whatever comes meanwhile waits as
 * the newest model and the newest frame of each pane, and nothing queues.
 */
import type { ReadStream, WriteStream } from "node:tty";
import type { Frame, Size } from "../frame/frame.js";
import type { Painting, Screen, ScreenTap } from "../ports.js";
import type { ScreenCommand } from "../render/keys.js";
import { GLYPHS, type Glyphs } from "../render/glyphs/glyph-set.js";
import type { Bell, Notifier } from "../render/notification.js";
import type { Colors } from "../render/pane-painter.js";
import type { Pixels } from "../render/pixels/detect-pixels.js";
import { ScreenCopy } from "../render/screen-copy.js";
import type { ScreenModel } from "../render/screen-model.js";
import { COLOR_WORDS, GLYPH_WORDS } from "../render/words-style.js";
import { printable } from "../render/words-width.js";
import { Changes } from "../util/changes.js";
import { CELL_SIZE_QUERY, cellAspect } from "./cell-size.js";
import { Attention } from "./attention.js";
import { Controls } from "./controls.js";
import type { Canvas } from "./canvas.js";
import { Paints } from "./paints.js";
import { Panes } from "./panes.js";
import { PixelSupport } from "./pixel-support.js";
import { Remark } from "./remark.js";
import { Mailbox } from "../util/mailbox.js";
import type { Surface } from "./surface.js";
import { Terminal } from "./terminal.js";
import type { Input, MouseInput } from "./tokens.js";

export interface ScreenOptions {
  readonly input: ReadStream;
  readonly output: WriteStream;
  readonly colors: Colors;
  /** Whether the terminal is tmux, which discards what comes in bursts. */
  readonly tmux: boolean;
  /** The shapes to paint with; half blocks if not said. */
  readonly glyphs?: Glyphs;
  /** Those that the user may choose from; all if not said. */
  readonly likely?: readonly Glyphs[];
  /** How a picture that stands alone is shown in pixels, or whether to ask the terminal; off if not said. */
  readonly pixels?: Pixels | "ask" | "off";
  /** Whether pictures are painted exactly, whatever it takes. */
  readonly lossless?: boolean;
  /** Whether clicks are ours; without, the terminal selects text with them. */
  readonly mouse: boolean;
  /** When the user is called to look; never when left out. */
  readonly bell?: Bell;
  /** How the terminal shows notifications, if it does. */
  readonly notifier?: Notifier | undefined;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

const CTRL_C = 130;
const BELL = "\x07";

const NOTHING_YET: ScreenModel = {
  title: "",
  status: { tone: "calm", state: "", figures: [] },
  peers: [],
  remote: { label: "", note: [] },
  preview: { label: "", note: [] },
  phase: "idle",
};

/**
 * Takes over the terminal until the screen is disposed.
 *
 * Ctrl-c, a signal or a closed terminal is a `quit` command with the exit code:
 * dispose the screen and end the process; two seconds later, or at a second
 * signal, it is ended, with the terminal restored. An uncaught error restores
 * the terminal, shows its stack there and ends the process with 70, by itself.
 */
export const openScreen = (options: ScreenOptions): Screen => new TerminalScreen(options);

class TerminalScreen implements Screen {
  readonly #options: ScreenOptions;
  readonly #terminal: Terminal;
  readonly #panes: Panes;
  readonly #paints: Paints;
  readonly #controls: Controls;
  readonly #commands = new Mailbox<ScreenCommand>();
  readonly #changes = new Changes();
  readonly #remark = new Remark(() => this.#refresh());
  readonly #attention: Attention;
  readonly #support: PixelSupport;
  readonly #taps = new Set<ScreenTap>();
  #model = NOTHING_YET;
  /** Something but the pictures has to be drawn. */
  #stale = true;
  #scheduled = false;
  #sizes = "";
  #colors: Colors;
  #glyphs: Glyphs;
  #closed = false;

  constructor(options: ScreenOptions) {
    this.#options = options;
    const { colors, glyphs = "half", lossless = false } = options;
    this.#colors = colors;
    this.#glyphs = glyphs;
    this.#attention = new Attention(options.bell ?? "off", options.notifier);
    this.#controls = new Controls(
      {
        onCommand: (command) => this.#commands.put(command),
        onLeave: () => this.#terminal.leave(CTRL_C),
        onRedraw: () => this.#panes.forget(),
        onSuspend: () => void this.#terminal.suspend(),
        onRefused: (why) => this.#remark.say(why),
        onColors: () => this.#recolor(),
        onGlyphs: () => this.#reshape(),
      },
      NOTHING_YET,
    );
    this.#terminal = new Terminal(options, {
      onInput: (input) => this.#onInput(input),
      onReady: () => this.#onReady(),
      onResize: () => this.#onResize(),
      onBlank: () => this.#onResize(),
      onLeave: (code) => this.#commands.put({ type: "quit", code }),
      lastWords: () => this.#panes.remote.farewell,
    });
    this.#support = new PixelSupport(options.pixels ?? "off");
    this.#terminal.write(this.#support.query);
    const painting = { glyphs, lossless };
    this.#panes = new Panes(this.#terminal, colors, painting, () => this.#paints.repair());
    const { remote, preview } = this.#panes;
    this.#paints = new Paints(
      [remote, preview],
      this.#terminal,
      { ...options, lossless },
      { onDue: () => this.#paintIfTaken(), onPace: () => this.#changes.tell() },
    );
    this.#onResize();
  }

  get remoteSize(): Size {
    return this.#panes.remote.size;
  }

  get previewSize(): Size {
    return this.#panes.preview.size;
  }

  get painting(): Painting {
    return this.#paints.painting;
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.onChange(listener);
  }

  show(model: ScreenModel): void {
    this.#model = model;
    this.#controls.update(model);
    const news = this.#controls.chat.update(model.chat?.rows ?? []);
    if (news > 0) this.#callTo(model.chat?.with ?? "");
    this.#refresh();
  }

  showRemote(frame: Frame | undefined): void {
    this.#showFrame(this.#panes.remote, frame);
  }

  showPreview(frame: Frame | undefined): void {
    this.#showFrame(this.#panes.preview, frame);
  }

  call(words: string): void {
    this.#terminal.write(this.#attention.toCall(words));
  }

  copy(text: string): void {
    this.#terminal.write(`\x1b]52;c;${Buffer.from(text).toString("base64")}${BELL}`);
  }

  tap(tap: ScreenTap): Disposable {
    tap.resized(this.#terminal.cols, this.#terminal.rows);
    const written = this.#terminal.tap((bytes) => tap.wrote(bytes));
    this.#taps.add(tap);
    this.#paints.exactly = true;
    this.#redraw();
    return {
      [Symbol.dispose]: () => {
        written[Symbol.dispose]();
        this.#taps.delete(tap);
        this.#refresh();
      },
    };
  }

  async capture(): Promise<string> {
    return new Promise((done) => {
      let copy: ScreenCopy;
      const subscription = this.tap({
        resized: (cols, rows) => {
          copy = new ScreenCopy(cols, rows);
        },
        wrote: (bytes) => {
          copy.write(bytes);
          if (!copy.complete) return;
          subscription[Symbol.dispose]();
          done(copy.text());
        },
      });
    });
  }

  commands(): AsyncIterable<ScreenCommand> {
    return this.#commands;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (!this.#closed) {
      this.#closed = true;
      this.#commands.end();
      this.#paints.close();
      this.#remark.close();
    }
    await this.#terminal.close();
    this.#panes.close();
  }

  #showFrame(surface: Surface, frame: Frame | undefined): void {
    const had = surface.hasPicture;
    surface.frame = frame;
    if (frame !== undefined) this.#paints.arrived(surface);
    if (had === surface.hasPicture) this.#paintIfTaken();
    else this.#refresh();
  }

  #callTo(writer: string): void {
    const hidden = !this.#panes.showsChat;
    const words = `${writer} has written to you`;
    this.#terminal.write(this.#attention.toMessage(words, hidden, this.#options.now()));
  }

  #onInput(input: Input): void {
    if (input.type === "reply") return this.#onReply(input.text);
    if (input.type === "focus") this.#attention.focus(input.on);
    else if (input.type === "mouse" && this.#panes.hit(input.x, input.y)?.on === "chat")
      this.#onChatMouse(input);
    else if (input.type === "mouse" && input.action === "press") this.#onPress(input);
    else this.#controls.input(input, this.#panes.helpScroll(this.#controls));
    this.#refresh();
  }

  #onPress({ x, y }: MouseInput): void {
    const hit = this.#panes.hit(x, y);
    if (hit?.on === "key")
      this.#controls.key(hit.key, undefined, this.#panes.helpScroll(this.#controls));
    else if (hit?.on === "peer") this.#controls.click(hit.index);
  }

  #onChatMouse({ action }: MouseInput): void {
    if (action === "press") this.#controls.key("i", undefined, 0);
    else this.#controls.scrollChat(action);
  }

  #onReply(reply: string): void {
    if (this.#support.take(reply, this.#terminal)) this.#refresh();
    const aspect = cellAspect(reply, this.#terminal);
    if (aspect === undefined) return;
    this.#panes.remote.cell = aspect;
    this.#panes.preview.cell = aspect;
    this.#tellSizes();
    this.#paintIfTaken();
  }

  #onResize(): void {
    for (const tap of this.#taps) tap.resized(this.#terminal.cols, this.#terminal.rows);
    this.#terminal.write(CELL_SIZE_QUERY + this.#support.sizeQuery);
    this.#redraw();
  }

  /** Draws every cell, whatever stands there. */
  #redraw(): void {
    this.#panes.forget();
    this.#refresh();
  }

  /** The terminal takes more: words first, they are few. */
  #onReady(): void {
    if (this.#stale) this.#draw();
    else this.#paintIfTaken();
  }

  #refresh(): void {
    this.#stale = true;
    if (this.#scheduled) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (this.#terminal.idle) this.#draw();
    });
  }

  #draw(): void {
    if (this.#closed) return;
    this.#stale = false;
    this.#terminal.title = printable(this.#model.title);
    this.#panes.canvas = this.#canvas;
    this.#panes.draw(this.#remarked(), this.#controls);
    this.#terminal.park(this.#panes.caret);
    this.#tellSizes();
  }

  /** Pixels, unless the user went on to other colours or shapes, or somebody wants to know what stands in the cells. */
  get #canvas(): Canvas | undefined {
    const { colors, glyphs = "half" } = this.#options;
    const asBegun = this.#colors === colors && this.#glyphs === glyphs;
    return asBegun && this.#taps.size === 0 ? this.#support.canvas : undefined;
  }

  /** The model, with what the screen has to say itself. */
  #remarked(): ScreenModel {
    const { text } = this.#remark;
    if (text === undefined) return this.#model;
    return { ...this.#model, status: { ...this.#model.status, done: text } };
  }

  #tellSizes(): void {
    const { remoteSize, previewSize } = this;
    const sizes = JSON.stringify([remoteSize, previewSize]);
    if (sizes === this.#sizes) return;
    this.#sizes = sizes;
    this.#changes.tell();
  }

  #paintIfTaken(): void {
    if (this.#closed || this.#stale || !this.#terminal.keepsUp) return;
    this.#paints.paint();
  }

  /** The user has seen enough of these colours. */
  #recolor(): void {
    this.#colors = after(this.#colors, COLORS);
    this.#panes.colors = this.#colors;
    this.#paints.colors = this.#colors;
    this.#remark.say(COLOR_WORDS[this.#colors]);
  }

  /** The same for shapes. */
  #reshape(): void {
    const { likely = GLYPHS } = this.#options;
    const chosen = this.#options.glyphs ?? "half";
    this.#glyphs = after(
      this.#glyphs,
      GLYPHS.filter((glyphs) => glyphs === chosen || likely.includes(glyphs)),
    );
    this.#panes.remote.glyphs = this.#glyphs;
    this.#panes.preview.glyphs = this.#glyphs;
    this.#remark.say(GLYPH_WORDS[this.#glyphs]);
  }
}

const COLORS: readonly Colors[] = ["truecolor", "256", "16", "mono"];

/** The one that follows, or the first again. */
const after = <T>(one: T, all: readonly T[]): T => all[(all.indexOf(one) + 1) % all.length]!;
