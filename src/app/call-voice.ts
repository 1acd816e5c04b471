/**
 * What is heard in a call: our microphone on the link that carries it, and theirs. It decides when the
 * microphone may be heard, and passes packets between the link and the {@link VoiceEngine}, which has a
 * thread of its own.
 */
import type { Clock, VoiceEngine, VoiceReport } from "../ports.js";
import type { VoiceCommand } from "../render/commands.js";
import { Mouth } from "../voice/mouth.js";
import { encodeSound, type Sound } from "../wire/sound.js";
import { SECRET_BYTES } from "../engine/sealed.js";
import { OPENING } from "../engine/voice-thread.js";
import type { Line } from "./line.js";

/** How long in a pause what was heard before tells when the next words will be, in milliseconds. */
const LAG_LASTS = 5000;

/** Of the secret that seals datagrams. */
const LABEL = "EXPORTER-tetatty-datagrams";

/** Decibels that a volume key makes the peer louder or quieter, and how far it goes. */
const VOLUME_STEP = 3;
const MAX_VOLUME = 12;
const MIN_VOLUME = -30;

/** Everything worth knowing of a call's sound, at one moment. */
export interface Hearing {
  readonly muted: boolean;
  readonly pushToTalk: boolean;
  /** Whether what we say leaves now. */
  readonly speaks: boolean;
  /** `deaf`: its program knows no sound. `muted`: nothing of it can be heard. */
  readonly peer: "deaf" | "muted" | "heard";
  /** Decibels by which the user made the peer louder. */
  readonly volume: number;
  readonly report: VoiceReport;
}

export class CallVoice {
  readonly #engine: VoiceEngine;
  readonly #clock: Clock;
  readonly #changed: () => void;
  readonly #mouth = new Mouth();
  readonly #listening: Disposable;
  /** Carries the call, while there is one. */
  #line: Line | undefined;
  #begun = false;
  #speaks = false;
  /** What the peer was told last. */
  #told = false;
  #volume = 0;
  #lag: { readonly ms: number; readonly at: number } | undefined;
  /** Where datagrams are sent to. */
  #aimed: number | undefined;

  constructor(engine: VoiceEngine, clock: Clock, changed: () => void) {
    this.#engine = engine;
    this.#clock = clock;
    this.#changed = changed;
    this.#listening = engine.onChange(() => this.#follow());
  }

  get hearing(): Hearing {
    return {
      muted: this.#mouth.muted,
      pushToTalk: this.#mouth.pushToTalk,
      speaks: this.#told,
      peer:
        this.#line?.hears === false ? "deaf" : this.#line?.microphone === true ? "heard" : "muted",
      volume: this.#volume,
      // A call that is live is told of before its sound begins.
      report: this.#begun ? this.#engine.report : OPENING,
    };
  }

  /** Milliseconds from the peer's mouth to our ear, as far as was heard lately; undefined while nothing was. */
  get lag(): number | undefined {
    const { heard } = this.#engine.report;
    const ahead = this.#line?.session?.ahead;
    const now = this.#clock.now();
    if (heard && ahead !== undefined)
      this.#lag = { ms: heard.at - (heard.capturedAt - ahead), at: now };
    return this.#lag && now - this.#lag.at < LAG_LASTS ? this.#lag.ms : undefined;
  }

  /** A call may begin soon. */
  prepare(): void {
    this.#engine.prepare();
  }

  /** The call is live on `line`, which may hear us from now on. */
  begin(line: Line | undefined): void {
    this.#line = line;
    if (line?.hears !== true) return;
    this.#speaks = false;
    this.#told = false;
    if (!this.#begun) this.#engine.begin((packet) => this.#spoke({ type: "sound", ...packet }));
    this.#begun = true;
    this.#openPath(line);
    this.#follow();
  }

  /** Sound may go beside the link, sealed with its secret; the link's own end is told where. */
  #openPath({ mayGoBeside, session, ours }: Line): void {
    this.#aimed = undefined;
    const secret = mayGoBeside === true && session?.link.secret(LABEL, SECRET_BYTES);
    if (!session || !secret) return;
    const { host } = session.link.address;
    this.#engine.openPath({ host, secret, ours }, (port) =>
      session.tell({ type: "datagrams", port }),
    );
  }

  /** The link broke, and the call may go on on another: devices stay open, and nothing leaves. */
  pause(): void {
    this.#line = undefined;
    this.#follow();
  }

  /** The call is over. */
  end(): void {
    this.#line = undefined;
    this.#lag = undefined;
    if (!this.#begun) return;
    this.#begun = false;
    this.#engine.end();
  }

  /** Sound came on `line`; what comes outside a call is not heard. */
  take(line: Line, sound: Sound): void {
    if (line === this.#line && this.#begun) this.#engine.hear(sound);
  }

  obey(command: VoiceCommand): void {
    switch (command.type) {
      case "toggle-mute":
        this.#mouth.toggleMuted();
        break;
      case "push-to-talk":
        this.#mouth.togglePushToTalk();
        break;
      case "talk":
        this.#mouth.press(this.#clock.now());
        break;
      default:
        this.#amplify(command.type === "louder" ? VOLUME_STEP : -VOLUME_STEP);
    }
    this.#follow();
  }

  /** To be called a few times a second: a key is let go of without a word. */
  tick(): void {
    const port = this.#line?.datagrams;
    if (port !== undefined && port !== this.#aimed) this.#engine.aimPath(port);
    this.#aimed = port;
    if (this.#speaks !== this.#maySpeak) this.#follow();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listening[Symbol.dispose]();
    await this.#engine[Symbol.asyncDispose]();
  }

  get #maySpeak(): boolean {
    return this.#line?.hears === true && this.#mouth.isOpen(this.#clock.now());
  }

  /** Brings the engine and the peer up to date with what the user wants. */
  #follow(): void {
    if (this.#speaks !== this.#maySpeak) {
      this.#speaks = this.#maySpeak;
      this.#engine.speak(this.#speaks);
    }
    const heard = this.#speaks && this.#engine.report.microphone.at === "on";
    if (heard !== this.#told) {
      this.#told = heard;
      this.#line?.session?.tell({ type: "microphone", on: heard });
    }
    this.#changed();
  }

  #spoke(sound: Sound): void {
    // What was said just before the mute is on its way here still: it must not leave any more.
    if (this.#speaks || sound.ends) this.#line?.session?.speak(encodeSound(sound));
  }

  #amplify(decibels: number): void {
    this.#volume = Math.max(MIN_VOLUME, Math.min(MAX_VOLUME, this.#volume + decibels));
    this.#engine.setVolume(10 ** (this.#volume / 20));
  }
}
