/**
 * One call's voice, from the microphone to packets and from packets to the speaker:
 *
 *     microphone -> pace -> echo canceller -> noise -> Opus -> gate -> packets
 *                                 ^
 *     speaker <------- volume ----+---- jitter buffer <- packets
 *
 * The speaker sets the pace of the lower row, the microphone that of the upper one. Nothing waits
 * anywhere but in the jitter buffer.
 */
import { Denoiser } from "../dsp/denoiser.js";
import { EchoCanceller } from "../dsp/echo-canceller.js";
import { OpusDecoder, OpusEncoder } from "../dsp/opus.js";
import type {
  Clock,
  Microphone,
  SoundBlock,
  SoundStatus,
  SoundSystem,
  Speaker,
  VoiceReport,
} from "../ports.js";
import { type CapturedFrame, Framer } from "../voice/framer.js";
import { Gate } from "../voice/gate.js";
import { JitterBuffer, type VoicePacket } from "../voice/jitter-buffer.js";
import { amplified, Level, SilenceWatch } from "../voice/level.js";
import { Pacer } from "../voice/pacer.js";
import { PER_MS } from "../voice/sound.js";

const TOO_MUCH = "the microphone gives too much: the rest is left out - try another: --mic";

export interface VoiceParts {
  readonly sound: SoundSystem;
  readonly clock: Clock;
  /** Gets every packet that shall leave. */
  readonly spoke: (packet: VoicePacket) => void;
}

/** What is done to the microphone's sound before it leaves. */
export interface Cleaning {
  /** Whether the speaker's echo is taken out here. */
  readonly echo: boolean;
  /** Whether fans and hiss are. */
  readonly noise: boolean;
}

interface Codecs {
  readonly encoder: OpusEncoder;
  readonly decoder: OpusDecoder;
  readonly canceller: EchoCanceller | undefined;
  readonly denoiser: Denoiser | undefined;
}

/** Loads all the WebAssembly a call needs; the second time it is there already. */
async function openCodecs({ echo, noise }: Cleaning): Promise<Codecs> {
  return {
    encoder: await OpusEncoder.open(),
    decoder: await OpusDecoder.open(),
    canceller: echo ? await EchoCanceller.open() : undefined,
    denoiser: noise ? await Denoiser.open() : undefined,
  };
}

export class Voice implements AsyncDisposable {
  readonly #parts: VoiceParts;
  readonly #codecs: Codecs;
  readonly #pacer = new Pacer();
  readonly #framer = new Framer();
  readonly #gate = new Gate();
  readonly #jitter: JitterBuffer;
  readonly #mine = new Level();
  readonly #theirs = new Level();
  readonly #silence = new SilenceWatch();
  readonly #microphone: Microphone;
  readonly #speaker: Speaker;
  #speaks = false;
  #gain = 1;
  /** Samples that the echo canceller has taken and not given back. */
  #withheld = 0;
  #over = false;

  private constructor(parts: VoiceParts, codecs: Codecs) {
    this.#parts = parts;
    this.#codecs = codecs;
    this.#jitter = new JitterBuffer(codecs.decoder);
    this.#microphone = parts.sound.openMicrophone((block) => this.#heard(block));
    this.#speaker = parts.sound.openSpeaker((count) => this.#played(count));
  }

  /** Opens the devices. */
  static async begin(parts: VoiceParts, cleaning: Cleaning): Promise<Voice> {
    return new Voice(parts, await openCodecs(cleaning));
  }

  get report(): VoiceReport {
    const now = this.#parts.clock.now();
    const { position } = this.#jitter;
    const { latency } = this.#speaker;
    return {
      microphone: this.#pacer.floods(now)
        ? noticed(this.#microphone.status)
        : this.#microphone.status,
      speaker: this.#speaker.status,
      level: { mine: this.#mine.db, theirs: this.#theirs.db },
      deadFor: this.#silence.silentFor,
      heard: position === undefined ? undefined : { capturedAt: position, at: now + latency },
      delay: (this.#jitter.delay(now) ?? this.#jitter.target) + latency,
      beside: false,
      kbps: 0,
      figures: { ...this.#jitter.figures },
    };
  }

  /** Whether what the microphone hears leaves; not at first. */
  speak(on: boolean): void {
    this.#speaks = on;
  }

  setVolume(gain: number): void {
    this.#gain = gain;
  }

  hear(packet: VoicePacket): void {
    this.#jitter.put(packet, this.#parts.clock.now());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#over) return;
    this.#over = true;
    await this.#microphone[Symbol.asyncDispose]();
    await this.#speaker[Symbol.asyncDispose]();
    this.#codecs.encoder[Symbol.dispose]();
    this.#codecs.decoder[Symbol.dispose]();
    this.#codecs.canceller?.[Symbol.dispose]();
  }

  #heard(block: SoundBlock): void {
    // A device may deliver once more while it closes.
    if (this.#over) return;
    const { at } = block;
    const samples = this.#pacer.take(block.samples, this.#parts.clock.now());
    if (samples.length === 0) return;
    this.#silence.take(samples);
    const { canceller } = this.#codecs;
    if (!canceller) return this.#cut(samples, at);
    const clean = canceller.clean(samples);
    const begun = at - this.#withheld / PER_MS;
    this.#withheld += samples.length - clean.length;
    this.#cut(clean, begun);
  }

  #cut(samples: Int16Array, at: number): void {
    for (const frame of this.#framer.take(samples, at)) this.#send(frame);
  }

  #send(frame: CapturedFrame): void {
    this.#mine.take(frame.samples);
    this.#codecs.denoiser?.clean(frame.samples);
    const coded = this.#speaks ? this.#codecs.encoder.encode(frame.samples) : undefined;
    const packet = this.#gate.pass(frame, coded);
    if (packet) this.#parts.spoke(packet);
  }

  #played(count: number): Int16Array {
    if (this.#over) return new Int16Array(count);
    const samples = amplified(this.#jitter.pull(count, this.#parts.clock.now()), this.#gain);
    this.#theirs.take(samples);
    this.#codecs.canceller?.played(samples);
    return samples;
  }
}

/** `status` of a microphone that gives too much. */
function noticed(status: SoundStatus): SoundStatus {
  return status.at === "on" ? { ...status, notice: TOO_MUCH } : status;
}
