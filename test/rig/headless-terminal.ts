import xterm from "@xterm/headless";

/** One cell as a terminal shows it; colours are 0xRRGGBB, a palette index, or undefined for the terminal's own. */
export interface ShownCell {
  readonly glyph: string;
  readonly fg: number | undefined;
  readonly bg: number | undefined;
}

/** A real terminal without a window: the judge of every byte we would send to one. */
export class HeadlessTerminal {
  readonly #terminal: xterm.Terminal;

  constructor(cols: number, rows: number) {
    this.#terminal = new xterm.Terminal({ cols, rows, allowProposedApi: true, scrollback: 0 });
  }

  /** Resolves when `bytes` have been obeyed. */
  async write(bytes: Uint8Array | string): Promise<void> {
    await new Promise<void>((done) => {
      this.#terminal.write(typeof bytes === "string" ? bytes : bytes.slice(), done);
    });
  }

  cell(x: number, y: number): ShownCell {
    const cell = this.#terminal.buffer.active.getLine(y)?.getCell(x);
    if (cell === undefined) throw new RangeError(`terminal: no cell at ${x},${y}`);
    return {
      glyph: cell.getChars(),
      fg: cell.isFgDefault() ? undefined : cell.getFgColor(),
      bg: cell.isBgDefault() ? undefined : cell.getBgColor(),
    };
  }
}
