import xterm from "@xterm/headless";
import { DEFAULT_BG, DEFAULT_FG, paletteColour } from "./palette.js";

/** One cell as a terminal shows it; colours are 0xRRGGBB, a palette index, or undefined for the terminal's own. */
export interface ShownCell {
  readonly glyph: string;
  readonly fg: number | undefined;
  readonly bg: number | undefined;
}

/** One cell as the eye sees it: every colour is 0xRRGGBB, reversed and dimmed ones included. */
export interface SeenCell {
  /** Empty in the right half of a wide character. */
  readonly glyph: string;
  readonly fg: number;
  readonly bg: number;
  readonly bold: boolean;
  readonly italic: boolean;
  readonly underline: boolean;
}

/** iTerm2's, urxvt's and kitty's. */
const NOTIFICATIONS = [9, 777, 99];

/** A real terminal without a window: the judge of every byte we would send to one. */
export class HeadlessTerminal implements Disposable {
  readonly #terminal: xterm.Terminal;
  /** What the user was called with: `bell`, or the OSC of a notification. */
  readonly calls: string[] = [];

  constructor(cols: number, rows: number) {
    this.#terminal = new xterm.Terminal({ cols, rows, allowProposedApi: true, scrollback: 0 });
    this.#terminal.onBell(() => this.calls.push("bell"));
    for (const osc of NOTIFICATIONS)
      this.#terminal.parser.registerOscHandler(
        osc,
        (data) => this.calls.push(`${osc};${data}`) > 0,
      );
  }

  get cols(): number {
    return this.#terminal.cols;
  }

  get rows(): number {
    return this.#terminal.rows;
  }

  /** What programs set with OSC 2. */
  onTitle(listener: (title: string) => void): Disposable {
    return disposable(this.#terminal.onTitleChange(listener));
  }

  /** Calls `listener` with what the terminal answers to a program's questions, such as `CSI 5 n`. */
  onAnswer(listener: (bytes: string) => void): Disposable {
    return disposable(this.#terminal.onData(listener));
  }

  /** Whether a program switched to the alternate screen. */
  get alternate(): boolean {
    return this.#terminal.buffer.active.type === "alternate";
  }

  /** What programs switched on and off. */
  get modes(): xterm.IModes {
    return this.#terminal.modes;
  }

  /** Whether the cell has 24-bit colours, before or behind. */
  is24Bit(x: number, y: number): boolean {
    const cell = this.#cell(x, y);
    return cell.isFgRGB() || cell.isBgRGB();
  }

  /** Resolves when `bytes` have been obeyed. */
  async write(bytes: Uint8Array | string): Promise<void> {
    await new Promise<void>((done) => {
      this.#terminal.write(typeof bytes === "string" ? bytes : bytes.slice(), done);
    });
  }

  resize(cols: number, rows: number): void {
    this.#terminal.resize(cols, rows);
  }

  cell(x: number, y: number): ShownCell {
    const cell = this.#cell(x, y);
    return {
      glyph: cell.getChars(),
      fg: cell.isFgDefault() ? undefined : cell.getFgColor(),
      bg: cell.isBgDefault() ? undefined : cell.getBgColor(),
    };
  }

  seen(x: number, y: number): SeenCell {
    const cell = this.#cell(x, y);
    let fg = DEFAULT_FG;
    if (cell.isFgRGB()) fg = cell.getFgColor();
    else if (cell.isFgPalette()) fg = paletteColour(cell.getFgColor());
    let bg = DEFAULT_BG;
    if (cell.isBgRGB()) bg = cell.getBgColor();
    else if (cell.isBgPalette()) bg = paletteColour(cell.getBgColor());
    if (cell.isInverse()) [fg, bg] = [bg, fg];
    if (cell.isDim()) fg = halfway(fg, bg);
    if (cell.isInvisible()) fg = bg;
    return {
      glyph: cell.getWidth() === 0 ? "" : cell.getChars() || " ",
      fg,
      bg,
      bold: cell.isBold() !== 0,
      italic: cell.isItalic() !== 0,
      underline: cell.isUnderline() !== 0,
    };
  }

  /** The rows as text, without spaces at their ends. */
  lines(): readonly string[] {
    const { active } = this.#terminal.buffer;
    return Array.from({ length: this.rows }, (_, y) => {
      const line = active.getLine(active.viewportY + y);
      return line?.translateToString(true, 0, this.cols) ?? "";
    });
  }

  [Symbol.dispose](): void {
    this.#terminal.dispose();
  }

  #cell(x: number, y: number): xterm.IBufferCell {
    const { active } = this.#terminal.buffer;
    const cell = active.getLine(active.viewportY + y)?.getCell(x);
    if (cell === undefined) throw new RangeError(`terminal: no cell at ${x},${y}`);
    return cell;
  }
}

const disposable = (subscription: { dispose(): void }): Disposable => ({
  [Symbol.dispose]: () => subscription.dispose(),
});

/** The mean of two colours: how most terminals show faint text. */
const halfway = (a: number, b: number): number => ((a & 0xfefefe) + (b & 0xfefefe)) / 2;
