/**
 * Pacing by the terminal's own answers. A fence is `CSI 5 n` written after a
 * picture; the terminal answers `CSI 0 n` when it got that far. Counting the
 * unanswered ones measures the whole way there and back, over ssh too, where
 * bytes hide in windows that no `drain` event knows about.
 *
 * Told the time; holds no stream.
 */
import { Distance } from "../render/distance.js";
import { Drain } from "../render/drain.js";

const FENCE = "\x1b[5n";
const ANSWER = "\x1b[0n";

/** Unanswered fences allowed on a near terminal; more only adds delay (measured: 2 keep a 2 Mbit/s ssh full at 321 ms instead of 3.9 s). */
const MOST_OPEN = 2;
/**
 * And on any, no picture more while what is unanswered keeps the line busy for
 * longer than this, in milliseconds besides the distance: it would only wait,
 * and by then be old.
 */
const BUSY = 40;
/** On a far one, pictures may be under way: one more for so many milliseconds of distance, up to {@link MOST_UNDER_WAY}. */
const PICTURE_TIME = 33;
const MOST_UNDER_WAY = 8;
/** A fence with nothing before it measures the distance, this often in milliseconds. */
const PROBE_INTERVAL = 200;
/** tmux discards what comes in bursts: one at a time. */
const MOST_OPEN_IN_TMUX = 1;
/** A terminal silent for this long does not answer at all; milliseconds. */
const SILENT_AFTER = 1500;
/** An answer this late is lost; milliseconds. */
const LOST_AFTER = 3000;
/** Weight of the newest round trip in the average. */
const NEWEST = 0.2;

interface Fence {
  readonly at: number;
  /** Written since the fence before; undefined: it was only to measure the distance. */
  readonly bytes: number | undefined;
  /** Nothing else was unanswered. */
  readonly alone: boolean;
}

export class Fences {
  /** How fast the terminal takes bytes. */
  readonly drain = new Drain();
  readonly #tmux: boolean;
  readonly #sent: Fence[] = [];
  #answered = 0;
  #rtt: number | undefined;
  readonly #distance = new Distance();
  /** When the line will have taken everything, by all that is known of it. */
  #freeAt = Number.NEGATIVE_INFINITY;
  #probedAt = Number.NEGATIVE_INFINITY;
  /** There was a picture since: where there are none, nobody need know. */
  #marked = true;
  #off = false;
  #drained: (() => void) | undefined;

  constructor(tmux: boolean) {
    this.#tmux = tmux;
  }

  /** Fences not answered yet. */
  get open(): number {
    return this.#sent.length;
  }

  /** Average round trip in milliseconds; undefined until the terminal answered. */
  get rtt(): number | undefined {
    return this.#rtt;
  }

  /** Whether no picture may leave before a {@link probe} is answered. */
  mustProbe(now: number): boolean {
    return this.#distance.isDoubtful(now);
  }

  /** Whether another picture may leave now. Gives up on answers that are overdue. */
  ready(now: number): boolean {
    const oldest = this.#sent[0]?.at;
    if (oldest === undefined) return true;
    const patience = this.#answered === 0 ? SILENT_AFTER : LOST_AFTER;
    if (now - oldest > patience) {
      this.#off = this.#answered === 0;
      this.#sent.length = 0;
    }
    if (this.#off) return true;
    if (this.mustProbe(now)) return this.#sent.length === 0;
    if (this.#pictures === 0) return true;
    return this.#pictures < this.#mostOpen && this.#busyFor < BUSY + (this.#distance.time ?? 0);
  }

  /** Whether the terminal gives no answers. */
  get deaf(): boolean {
    return this.#off;
  }

  /** The bytes of one more fence, after so many others. */
  mark(now: number, bytes = 0): string {
    this.#marked = true;
    this.#freeAt = Math.max(this.#freeAt, now) + (1000 * bytes) / this.drain.rate;
    return this.#fence(now, bytes);
  }

  /**
   * The bytes of a fence that measures the distance, if it is time and nothing
   * is unanswered. Nothing may have been written since the last fence, and no
   * picture in the same breath: ssh delivers what it reads at once as a whole.
   */
  probe(now: number): string {
    return this.#sent.length === 0 ? this.#question(now) : "";
  }

  /**
   * The same for a far terminal, where something is always unanswered: a fence
   * before a picture, once the line should be empty. It confirms the distance.
   */
  check(now: number): string {
    const relied = this.#sent.length > 0 && !this.mustProbe(now);
    return relied && this.#freeAt <= now ? this.#question(now) : "";
  }

  /** Takes a reply of the terminal; false if it is not the answer to a fence. */
  take(reply: string, now: number): boolean {
    if (reply !== ANSWER) return false;
    this.#answered++;
    this.#off = false;
    const sent = this.#sent.shift();
    if (sent !== undefined) this.#measure(sent, now);
    if (this.#sent.length === 0) this.#drained?.();
    return true;
  }

  /** Resolves when all are answered, or after `patience` ms: until then stray answers would be typed into the shell. */
  async drained(patience: number): Promise<void> {
    if (this.#sent.length === 0 || this.#off) return;
    await new Promise<void>((done) => {
      const timer = setTimeout(done, patience);
      this.#drained = () => {
        clearTimeout(timer);
        done();
      };
    });
    this.#drained = undefined;
  }

  get #mostOpen(): number {
    if (this.#tmux) return MOST_OPEN_IN_TMUX;
    return Math.min(
      MOST_OPEN + Math.floor((this.#distance.time ?? 0) / PICTURE_TIME),
      MOST_UNDER_WAY,
    );
  }

  /** How long the line takes for all that is unanswered, in milliseconds. */
  get #busyFor(): number {
    const bytes = this.#sent.reduce((sum, fence) => sum + (fence.bytes ?? 0), 0);
    return (1000 * bytes) / this.drain.rate;
  }

  /** Unanswered fences that have a picture before them. */
  get #pictures(): number {
    return this.#sent.filter(({ bytes }) => bytes !== undefined).length;
  }

  #question(now: number): string {
    if (!this.#marked || now - this.#probedAt < PROBE_INTERVAL) return "";
    this.#marked = false;
    this.#probedAt = now;
    return this.#fence(now, undefined);
  }

  #fence(at: number, bytes: number | undefined): string {
    if (this.#off) return "";
    this.#sent.push({ at, bytes, alone: this.#sent.length === 0 });
    return FENCE;
  }

  #measure({ at, bytes, alone }: Fence, now: number): void {
    const took = now - at;
    const probe = bytes === undefined;
    if (probe && alone) this.#distance.took(took, now);
    else this.#distance.atMost(took, now, probe);
    if (probe) return;
    this.#rtt = this.#rtt === undefined ? took : this.#rtt + NEWEST * (took - this.#rtt);
    this.drain.took(bytes, at, now, this.#distance.time ?? 0);
  }
}
