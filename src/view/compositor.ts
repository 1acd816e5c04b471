/**
 * blessed, kept to what it does well: composing boxes into a grid of cells and
 * writing only the cells that changed. It never sees the terminal: input is
 * ours (`tokens.ts`), output goes through one writer (`tty-out.ts`), signals
 * and modes are the life cycle's (`terminal.ts`).
 *
 * blessed 0.1.81 needs five cures, each applied here and nowhere else:
 *
 * 1. it cannot read terminfo of ncurses >= 6.1 (32-bit numbers) and then falls
 *    back to 8 colours, printing parser errors: it gets its own good
 *    `xterm-256color` entry, always;
 * 2. its line drawing uses the VT100 alternate set, which tmux copies as
 *    letters: UTF-8 instead;
 * 3. its signal and crash handlers exit 0 on SIGTERM and race with ours: they
 *    are taken off;
 * 4. its width tables are of Unicode 6: emoji are two cells wide;
 * 5. it knows 256 colours at most: cells that show video are holes, see
 *    {@link Hole}.
 */
import { EventEmitter } from "node:events";
import { createRequire } from "node:module";
import blessed, { type Widgets } from "blessed";

/** One cell of blessed's grids: attributes as `flags << 18 | fg << 9 | bg`, and what stands in it. */
export type Cell = [attributes: number, glyph: string];
export type Grid = (Cell[] & { dirty?: boolean })[];

/** The parts of a blessed screen that its types leave out. */
interface Guts {
  lines: Grid;
  olines: Grid;
  dattr: number;
  tput: { brokenACS: boolean };
  program: { cols: number; rows: number; flush(): void };
  draw(start: number, end: number): void;
}

/** Cells that somebody else paints. Between composing and drawing, it says which cells of the grid are not blessed's to touch. */
export interface Hole {
  /** `wanted` is what blessed composed, `shown` what it believes the terminal shows; making them equal keeps it away. */
  adopt(wanted: Grid, shown: Grid): void;
}

export interface Outlet {
  readonly cols: number;
  readonly rows: number;
  write(text: string): void;
}

const require = createRequire(import.meta.url);

/** What no cell ever shows: whatever is wanted differs from it. */
const UNKNOWN = -1;

export class Compositor {
  readonly screen: Widgets.Screen;
  readonly #guts: Guts;
  readonly #outlet: Outlet;

  /** `painted` is called after each drawing, while it is still part of the same update. */
  constructor(outlet: Outlet, holes: readonly Hole[], painted: () => void) {
    this.#outlet = outlet;
    cureTerminfo();
    cureWidths();
    this.screen = withoutHandlers(() =>
      blessed.screen({
        input: deafInput() as never,
        output: outletStream(outlet) as never,
        terminal: "xterm-256color",
        fullUnicode: true,
        forceUnicode: true,
        warnings: false,
      }),
    );
    this.#guts = this.screen as unknown as Guts;
    this.#guts.tput.brokenACS = true;
    this.#openHoles(holes, painted);
  }

  /** Composes every box and writes what changed. */
  render(): void {
    const { lines, dattr } = this.#guts;
    for (const line of lines) {
      for (const cell of line) {
        cell[0] = dattr;
        cell[1] = " ";
      }
      line.dirty = true;
    }
    this.screen.render();
  }

  /** The terminal has another size, or shows something else than we believe: the next {@link render} writes every cell. */
  forget(): void {
    const { cols, rows } = this.#outlet;
    const guts = this.#guts;
    guts.program.cols = cols;
    guts.program.rows = rows;
    guts.lines = grid(cols, rows, [guts.dattr, " "]);
    guts.olines = grid(cols, rows, [UNKNOWN, ""]);
  }

  /** Lets go of blessed's globals. The terminal is given back by its owner. */
  close(): void {
    this.screen.destroy();
  }

  #openHoles(holes: readonly Hole[], painted: () => void): void {
    const guts = this.#guts;
    const draw = guts.draw.bind(this.screen);
    guts.draw = (start, end) => {
      for (const hole of holes) hole.adopt(guts.lines, guts.olines);
      draw(start, end);
      guts.program.flush();
      painted();
    };
  }
}

const grid = (cols: number, rows: number, cell: Cell): Grid =>
  Array.from({ length: rows }, () => Array.from({ length: cols }, (): Cell => [...cell]));

function cureTerminfo(): void {
  const tput = require("blessed/lib/tput") as { ipaths: string[] };
  tput.ipaths.length = 0;
}

function cureWidths(): void {
  const unicode = require("blessed/lib/unicode") as {
    charWidth(cell: string): number;
  };
  // Asked for whole cells only: those that are two wide put the cursor behind them, see `panel.ts`.
  unicode.charWidth = (cell) => (cell.includes("\x1b") ? 2 : 1);
}

/** Runs `make` and takes away the process listeners it left. */
function withoutHandlers<T>(make: () => T): T {
  const events = ["uncaughtException", "SIGTERM", "SIGINT", "SIGQUIT", "exit"];
  const before = events.map((event) => new Set(process.rawListeners(event)));
  const made = make();
  events.forEach((event, index) => {
    for (const listener of process.rawListeners(event)) {
      if (!before[index]?.has(listener)) process.off(event, listener as () => void);
    }
  });
  return made;
}

/** An input that never says anything; `_keypressDecoder` tells blessed that its keys are decoded already. */
const deafInput = (): EventEmitter =>
  Object.assign(new EventEmitter(), {
    isTTY: true,
    isRaw: true,
    _keypressDecoder: true,
    setRawMode: () => {},
    resume: () => {},
    pause: () => {},
  });

/** The little of a stream that blessed wants for its output. */
const outletStream = (outlet: Outlet): EventEmitter =>
  Object.assign(new EventEmitter(), {
    isTTY: true,
    writable: true,
    columns: outlet.cols,
    rows: outlet.rows,
    write: (text: string) => outlet.write(text),
  });
