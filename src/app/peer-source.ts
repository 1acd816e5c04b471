/**
 * A peer as a source of pictures: watches what is shown there, and goes there
 * again when the line breaks. So an old camera can be seen in a call of ours,
 * and one show in another.
 */
import type { CallState, Target } from "../call/state.js";
import { Outlet } from "../camera/outlet.js";
import { RateLimit } from "../camera/pace.js";
import { type Frame, NO_SIZE, type Size } from "../frame/frame.js";
import { Shrinker } from "../frame/shrink.js";
import type { FrameSource, SourceStatus, Timing, Wanted } from "../ports.js";
import { Backoff } from "../util/backoff.js";
import { Phone } from "./phone.js";
import type { PhoneParts, PhoneSettings } from "./phone-parts.js";
import { endingWords } from "./words.js";

/** Most pictures a second that anybody wants. */
const MOST_FPS = 60;

type SettingsHere = Pick<PhoneSettings, "name" | "trustFirst">;
type PartsHere = Omit<PhoneParts, "onPicture" | "engine">;

export class PeerSource implements FrameSource {
  readonly label: string;
  readonly #target: Target;
  readonly #clock: Timing;
  readonly #phone: Phone;
  readonly #outlet = new Outlet();
  readonly #backoff = new Backoff();
  readonly #limit = new RateLimit();
  readonly #shrinker = new Shrinker();
  #wanted: Wanted = { ...NO_SIZE, fps: 1 };
  #native: Size = NO_SIZE;
  #at: CallState["at"] = "idle";
  #retry: Disposable | undefined;
  #over = false;

  /** Goes there at once. */
  constructor(target: Target, settings: SettingsHere, parts: PartsHere) {
    const { clock, book } = parts;
    this.label = target.name;
    this.#target = target;
    this.#clock = clock;
    const manner = { role: "watch", sendSize: undefined } as const;
    const still = { autoAnswer: false, undisturbed: true, onlyKnown: true, camera: false };
    this.#phone = new Phone(
      { ...settings, ...still, fps: MOST_FPS, limits: {}, manner },
      {
        ...parts,
        // Going there over and over is no news for the list of calls.
        book: {
          saved: book.saved,
          recent: book.recent,
          problem: undefined,
          find: (name) => book.find(name),
          save: () => undefined,
          remove: () => false,
          note: () => undefined,
          erase: () => false,
          onChange: (listener) => book.onChange(listener),
        },
        onPicture: (frame) => this.#take(frame),
      },
    );
    this.#phone.onChange(() => this.#follow());
    this.#phone.dial(target);
  }

  get status(): SourceStatus {
    return this.#outlet.status;
  }

  onChange(listener: () => void): Disposable {
    return this.#outlet.onChange(listener);
  }

  want(wanted: Wanted): void {
    this.#wanted = wanted;
    this.#phone.media.setShows(wanted, wanted.fps);
    if (wanted.width === 0) this.#outlet.forget();
  }

  frames(signal: AbortSignal): AsyncIterable<Frame> {
    return this.#outlet.frames(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over = true;
    this.#retry?.[Symbol.dispose]();
    this.#outlet.end();
    await this.#phone[Symbol.asyncDispose]();
  }

  #take(frame: Frame): void {
    this.#backoff.reset();
    this.#reportLive(frame);
    const { width, height, fps } = this.#wanted;
    const now = this.#clock.now();
    if (width < 1 || height < 1 || !this.#limit.allows(now, 1000 / fps)) return;
    const { pixels, ...size } = this.#shrinker.shrink(frame, { width, height });
    // Those who do not say when they saw it saw it just now.
    const capturedAt = Number.isNaN(size.capturedAt) ? now : size.capturedAt;
    this.#outlet.put({ ...size, pixels, capturedAt });
  }

  /** They send no more than we want, so their own size is not less than the largest seen. */
  #reportLive({ width, height }: Size): void {
    const isLarger = width > this.#native.width || height > this.#native.height;
    if (!isLarger && this.status.at === "live") return;
    if (isLarger) this.#native = { width, height };
    this.#outlet.report({ at: "live", native: this.#native });
  }

  #follow(): void {
    const { state } = this.#phone;
    if (state.at === this.#at || this.#over) return;
    this.#at = state.at;
    // Nobody is here to compare fingerprints.
    if (state.at === "verifying") return this.#phone.distrust();
    if (state.at === "idle") this.#wait(state);
    else if (this.status.at === "waiting" && state.at === "live")
      this.#outlet.report({ at: "opening" });
  }

  #wait({ last }: Extract<CallState, { at: "idle" }>): void {
    const delay = this.#backoff.next();
    const { name } = this.#target;
    const isStranger = last?.reason === "untrusted";
    this.#outlet.report({
      at: "waiting",
      // The source's own name stands before it.
      problem: (last ? endingWords(last) : "nobody is there").replace(` at ${name}:`, ":"),
      hint: isStranger ? `call once to compare keys: tetatty call ${name}` : "",
      retryAt: this.#clock.now() + delay,
    });
    this.#retry = this.#clock.after(delay, () => this.#phone.dial(this.#target));
  }
}
