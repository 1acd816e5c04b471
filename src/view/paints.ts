/**
 * When the panes are painted, and how many bytes that may take: as the pace
 * decides from what the terminal was seen to take.
 */
import type { Painting } from "../ports.js";
import { Pace } from "../render/pace.js";
import type { Colors } from "../render/pane-painter.js";
import { Meter } from "../util/measure.js";
import type { Surface } from "./surface.js";
import type { Terminal } from "./terminal.js";

/**
 * What a paint may cost in tmux, in bytes a cell and fence: above about 3 it
 * begins to discard output and falls to 10 redraws a second (measured, 3.3a).
 */
const TMUX_BYTES_A_CELL = 3;

/**
 * A picture that no other follows is painted again, and sharper, until it is as
 * good as it gets: the first time after this many milliseconds, or after one
 * and a half pictures' time where a slow line carries few; then this often.
 * The fifteenth time is the last: a second in all.
 */
const QUIET = 120;
const QUIET_PICTURES = 1.5;
const SHARPEN = 60;

export interface PaintsOptions {
  readonly colors: Colors;
  readonly tmux: boolean;
  readonly lossless: boolean;
  /** Monotonic milliseconds. */
  readonly now: () => number;
}

export interface PaintsListener {
  /** A picture that came too early may be painted now. */
  onDue(): void;
  /** More pictures a second are carried, or fewer. */
  onPace(): void;
}

export class Paints {
  readonly #surfaces: readonly Surface[];
  readonly #terminal: Terminal;
  readonly #options: PaintsOptions;
  readonly #listener: PaintsListener;
  readonly #pace: Pace;
  readonly #shown = new Meter();
  /** The next paint is exact, whatever it takes: somebody keeps what they see. */
  exactly = false;
  #colors: Colors;
  /** The pane painted first next time: where a budget is short, they take turns. */
  #turn = 0;
  #timer: NodeJS.Timeout | undefined;
  /** When each pane may be sharpened, if nothing new comes. */
  readonly #sharpenAt: number[];
  /** Bytes that new pictures took since the pace was told, and should have taken. */
  #spent = 0;
  #meant = 0;

  /** `surfaces`: the most important first. */
  constructor(
    surfaces: readonly Surface[],
    terminal: Terminal,
    options: PaintsOptions,
    listener: PaintsListener,
  ) {
    this.#surfaces = surfaces;
    this.#sharpenAt = surfaces.map(() => 0);
    this.#terminal = terminal;
    this.#options = options;
    this.#listener = listener;
    this.#colors = options.colors;
    this.#pace = new Pace(options.lossless);
  }

  get painting(): Painting {
    const sum = (count: (surface: Surface) => number): number =>
      this.#surfaces.reduce((total, surface) => total + count(surface), 0);
    const { fps, limits } = this.#pace;
    const { rate, fences } = this.#terminal;
    const shown = this.#shown.rate(this.#options.now());
    return {
      painted: sum(({ painted }) => painted),
      skipped: sum(({ skipped }) => skipped),
      rtt: fences.rtt,
      fps,
      limit: limits ? { rate, fps: shown } : undefined,
    };
  }

  /** The colours that the user wants, or those the terminal has. */
  set colors(colors: Colors) {
    this.#colors = colors;
    this.#color();
  }

  /** A new picture is there. */
  arrived(surface: Surface): void {
    if (surface === this.#main) this.#pace.offered(this.#options.now());
  }

  /** Paints what is due. To be called when the terminal keeps up. */
  paint(): void {
    const now = this.#options.now();
    const ready = this.#surfaces.filter(
      (surface) => surface.torn || this.#isDue(surface, now) || this.#mayBeSharper(surface, now),
    );
    if (ready.length === 0) return this.#wait(now);
    const { rate, cols, rows } = this.#terminal;
    this.#pace.most = this.#options.tmux ? TMUX_BYTES_A_CELL * cols * rows : Infinity;
    if (this.#turn++ % 2 === 1) ready.reverse();
    this.#paint(ready, this.#pace.budget(rate, now), now);
    this.#wait(now);
  }

  /** Part of the update that draws the words: whatever it uncovered must not be seen without its picture. */
  repair(): void {
    const torn = this.#surfaces.filter(({ wantsRepair }) => wantsRepair);
    this.#paint(torn, Infinity, this.#options.now());
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  /** The pane that matters most of those with a picture. */
  get #main(): Surface | undefined {
    return this.#surfaces.find(({ hasPicture }) => hasPicture);
  }

  #isDue(surface: Surface, now: number): boolean {
    return surface.fresh && this.#dueAt(surface) <= now;
  }

  #dueAt(surface: Surface): number {
    return this.#pace.dueAt(this.#surfaces.indexOf(surface));
  }

  #mayBeSharper(surface: Surface, now: number): boolean {
    return surface.coarse && this.#sharpenAt[this.#surfaces.indexOf(surface)]! <= now;
  }

  /** Comes back for a picture that is early, for no other may follow it; and to make one sharper. */
  #wait(now: number): void {
    clearTimeout(this.#timer);
    const times = this.#surfaces.flatMap((surface, pane) => {
      if (surface.fresh) return [this.#dueAt(surface)];
      return surface.coarse ? [this.#sharpenAt[pane]!] : [];
    });
    if (times.length === 0) return;
    const wait = Math.max(0, Math.ceil(Math.min(...times) - now));
    this.#timer = setTimeout(() => this.#listener.onDue(), wait);
  }

  #paint(surfaces: readonly Surface[], budget: number, now: number): void {
    if (surfaces.length === 0) return;
    const target = this.#pace.target(this.#terminal.rate, now);
    const cells = this.#surfaces.reduce((sum, surface) => sum + surface.cells, 0);
    let spent = 0;
    let meant = 0;
    let hasNews = false;
    this.#terminal.check();
    for (const surface of surfaces) {
      if (spent >= budget) break;
      const share = (target * surface.cells) / cells;
      this.#sharpenAt[this.#surfaces.indexOf(surface)] =
        now + (surface.fresh ? this.#quiet : SHARPEN);
      if (surface.fresh) {
        meant += share;
        hasNews ||= surface === this.#main;
        this.#begin(surface, now);
      }
      surface.target = share;
      const bytes = surface.paint(budget - spent, this.exactly);
      spent += bytes.length;
      this.#terminal.write(bytes);
    }
    if (spent > 0) this.#terminal.fence();
    // What was exact says nothing about what coarseness costs.
    if (meant > 0 && !this.exactly) {
      this.#spent += spent;
      this.#meant += meant;
      if (hasNews) this.#learn(now);
    }
    this.exactly = false;
  }

  /** How long no picture came if none is coming, in milliseconds. */
  get #quiet(): number {
    return Math.max(QUIET, (1000 * QUIET_PICTURES) / this.#pace.fps);
  }

  #begin(surface: Surface, now: number): void {
    this.#pace.begin(this.#surfaces.indexOf(surface), now);
    if (surface === this.#main) this.#shown.count(now);
  }

  /** The main pane decides: a small one beside it may be twice as large as meant and as coarse as can be, and hardly costs anything. */
  #learn(now: number): void {
    const { fps } = this.#pace;
    const coarseness = this.#main?.coarseness ?? 1;
    this.#pace.painted({ bytes: this.#spent, target: this.#meant, coarseness }, now);
    this.#spent = 0;
    this.#meant = 0;
    this.#color();
    if (this.#pace.fps !== fps) this.#listener.onPace();
  }

  #color(): void {
    const colors = this.#pace.fewerColors && this.#colors === "truecolor" ? "256" : this.#colors;
    for (const surface of this.#surfaces) surface.colors = colors;
  }
}
