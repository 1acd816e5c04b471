import type { Frame } from "../frame/frame.js";
import { Meter, Samples } from "../util/measure.js";
import type { LineSession } from "./line-session.js";

/** A call in numbers, for the status bar and the statistics. */
export interface Figures {
  /** Pictures a second over the last second. */
  readonly fpsIn: number;
  readonly fpsOut: number;
  readonly kbpsIn: number;
  readonly kbpsOut: number;
  /** From the peer's shutter to the decoded picture, in milliseconds, over the last pictures; 0 while unknown. */
  readonly ageMsP50: number;
  readonly ageMsP95: number;
  readonly ageMsP99: number;
  /** Local pictures that were overtaken by newer ones before they left, since the call began. */
  readonly droppedOut: number;
  /** Size of the last picture that came. */
  readonly width: number;
  readonly height: number;
  /** Round trip to the peer in milliseconds; 0 while unknown. */
  readonly rttMs: number;
}

/** Ages worth looking back at: five seconds at 30 pictures a second. */
const AGES = 150;

export class CallFigures {
  #pictures = new Meter();
  #ages = new Samples(AGES);
  #last: Frame | undefined;

  /** A new call begins. */
  reset(): void {
    this.#pictures = new Meter();
    this.#ages = new Samples(AGES);
    this.#last = undefined;
  }

  /** A picture was decoded `now`; its capture time is in our own clock, or NaN. */
  arrived(frame: Frame, now: number): void {
    this.#pictures.count(now);
    this.#last = frame;
    if (!Number.isNaN(frame.capturedAt)) this.#ages.add(Math.max(0, now - frame.capturedAt));
  }

  read(now: number, session: LineSession | undefined): Figures {
    return {
      fpsIn: this.#pictures.rate(now),
      ageMsP50: this.#ages.quantile(0.5) ?? 0,
      ageMsP95: this.#ages.quantile(0.95) ?? 0,
      ageMsP99: this.#ages.quantile(0.99) ?? 0,
      width: this.#last?.width ?? 0,
      height: this.#last?.height ?? 0,
      ...(session ? lineFigures(session, now) : NO_LINE),
    };
  }
}

const NO_LINE = { fpsOut: 0, kbpsIn: 0, kbpsOut: 0, droppedOut: 0, rttMs: 0 };

function lineFigures(session: LineSession, now: number): typeof NO_LINE {
  return {
    fpsOut: session.out.pictures.rate(now),
    kbpsIn: (session.inward.rate(now) * 8) / 1000,
    kbpsOut: (session.out.bytes.rate(now) * 8) / 1000,
    droppedOut: session.out.dropped,
    rttMs: session.rtt ?? 0,
  };
}
