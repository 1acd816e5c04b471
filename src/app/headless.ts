/**
 * `--headless`: no picture at all. With `--json` every event is one line of
 * JSON on stdout; without, one plain sentence. Commands are lines on stdin.
 * Event names and fields are documented in docs/HEADLESS.md and stay.
 */
import { formatAddress } from "../call/address.js";
import type { ChatMessage } from "../call/chat.js";
import type { CallState } from "../call/state.js";
import { type Frame, NO_SIZE, type Size } from "../frame/frame.js";
import type { Command } from "../render/keys.js";
import { Mailbox } from "../util/mailbox.js";
import { Changes } from "../util/changes.js";
import { ChatNews } from "./chat-news.js";
import type { Hearing } from "./call-voice.js";
import type { Face, Scene } from "./face.js";
import { callWords, isInTheOpen, TRUST_HINT, listeningWords, steadyNotice } from "./words.js";
import { parseCommand, readLines } from "./typed-commands.js";
import { onSignal } from "./signals.js";
import { SavedFrames } from "./saved-frames.js";
import type { Options } from "./options.js";

/** Writes one line; stdout in real life. */
export type Say = (line: string) => void;

export class HeadlessFace implements Face {
  readonly previewSize = NO_SIZE;
  readonly skipped = 0;
  readonly recording = false;
  readonly #changes = new Changes();
  readonly #say: Say;
  readonly #json: boolean;
  readonly #news = new ChatNews();
  readonly #saved: SavedFrames | undefined;
  readonly #commands = new Mailbox<Command>();
  readonly #frames: number | undefined;
  #seen = 0;
  #size: Size;
  #ready = false;
  #at: CallState["at"] = "idle";
  /** How things stood, in words. */
  #said = "";
  #notice: string | undefined;
  /** What was said of the source, once. */
  #sourceNotice: string | undefined;
  #voice = "";
  #statsAt = 0;

  constructor(options: Options, say: Say) {
    this.#say = say;
    this.#json = options.json;
    this.#size = options.size;
    this.#frames = options.frames;
    this.#saved =
      options.saveFrames &&
      new SavedFrames(options.saveFrames, ({ message }) => {
        this.#warn(`a picture could not be saved - ${message} - see --save-frames`);
      });
  }

  get remoteSize(): Size {
    return this.#size;
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.onChange(listener);
  }

  showRemote(frame: Frame | undefined): void {
    if (!frame) return;
    this.#saved?.offer(frame);
    if (++this.#seen === this.#frames) this.#commands.put({ type: "quit" });
  }

  showStale(): void {}

  showPreview(): void {}

  copy(): boolean {
    return false;
  }

  report(scene: Scene): void {
    this.#sayReady(scene);
    this.#sayState(scene);
    this.#sayNotice(scene);
    this.#sayVoice(scene);
    for (const message of this.#news.take(scene.chat.messages))
      this.#sayChat(message, scene.chat.with);
    if (scene.call.at !== "live" || scene.now < this.#statsAt) return;
    if (this.#statsAt > 0 && this.#json) this.#event("stats", statsOf(scene));
    this.#statsAt = scene.now + 995;
  }

  async *commands(): AsyncGenerator<Command, void, undefined> {
    const commands = this.#commands;
    using _signals = onSignal((code) => commands.put({ type: "quit", code }));
    using _lines = readLines((line) => this.#obey(line, commands));
    yield* commands;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#saved?.finish();
  }

  #obey(line: string, commands: Mailbox<Command>): void {
    const typed = parseCommand(line);
    if (typed?.type === "size") this.#resize(typed.size);
    else if (typed?.type === "unknown") this.#warn(unknownWords(typed.line));
    else if (typed) commands.put(typed);
  }

  #resize(size: Size): void {
    this.#size = size;
    this.#changes.tell();
  }

  #sayReady({ listening, trouble, fingerprint }: Scene): void {
    if (this.#ready) return;
    this.#ready = true;
    if (this.#json) this.#event("ready", { port: listening?.port ?? 0, fingerprint });
    else if (trouble === undefined) this.#say(listeningWords(listening));
  }

  #sayState({ call, now }: Scene): void {
    if (call.at === this.#at) return;
    this.#at = call.at;
    this.#voice = "";
    this.#statsAt = 0;
    if (this.#json) this.#event("state", stateOf(call));
    else this.#sayOnce(callWords(call, now));
    if (call.at === "verifying") this.#sayVerify(call.target.name, call.party.key.fingerprint);
  }

  /** A call that is over is so already while it closes. */
  #sayOnce(words: string): void {
    if (words !== this.#said) this.#say(words);
    this.#said = words;
  }

  #sayVerify(peer: string, fingerprint: string): void {
    if (this.#json) this.#event("verify", { peer, fingerprint });
    else this.#say(`${fingerprint} - ${TRUST_HINT}`);
  }

  #sayNotice(scene: Scene): void {
    const notice = this.#unlessKnown(steadyNotice(scene), scene);
    if (notice === this.#notice) return;
    this.#notice = notice;
    if (this.#json) this.#event("notice", { text: notice ?? "" });
    else if (notice !== undefined) this.#say(notice);
  }

  /** That there is no camera, say, is no news after each call. */
  #unlessKnown(notice: string | undefined, { source }: Scene): string | undefined {
    const status = source?.status;
    if (notice === undefined || status?.at !== "live" || notice !== status.notice) return notice;
    if (this.#notice === notice) return notice;
    if (this.#sourceNotice === notice) return undefined;
    this.#sourceNotice = notice;
    return notice;
  }

  #sayVoice({ call, hearing }: Scene): void {
    if (!this.#json || call.at !== "live" || !hearing) return;
    const voice = voiceOf(hearing);
    const said = JSON.stringify(voice);
    if (said !== this.#voice) this.#event("voice", voice);
    this.#voice = said;
  }

  #sayChat({ from, text, number, delivered }: ChatMessage, name: string): void {
    if (this.#json) this.#event("chat", { from, text, number, delivered });
    else if (from === "them") this.#say(`${name}: ${text}`);
  }

  #warn(text: string): void {
    if (this.#json) this.#event("error", { text });
    else this.#say(text);
  }

  #event(event: string, fields: Readonly<Record<string, string | number | boolean>>): void {
    this.#say(JSON.stringify({ event, ...fields }));
  }
}

const unknownWords = (line: string): string =>
  `"${line}" is no command: call <peer>, answer, decline, block, hangup, trust, distrust, video, mute, louder, quieter, dnd, say <text>, size WxH, quit`;

function stateOf(call: CallState): Readonly<Record<string, string>> {
  const whom = "party" in call ? call.party : undefined;
  const target = whom ?? ("target" in call ? call.target : undefined);
  const ending = call.at === "idle" ? call.last : call.at === "closing" ? call.ending : undefined;
  const peer = target ?? ending?.with;
  const key = whom && { fingerprint: whom.key.fingerprint, knownAs: whom.knownAs ?? "" };
  return {
    at: call.at,
    ...(peer ? { peer: peer.name, address: formatAddress(peer.address) } : {}),
    ...(whom?.address.dialect === undefined ? key : { dialect: whom.address.dialect }),
    ...(ending ? { reason: ending.reason, detail: ending.detail } : {}),
  };
}

const round = (value: number): number => Math.round(value * 10) / 10;

function voiceOf({
  report,
  muted,
  speaks,
  peer,
}: Hearing): Readonly<Record<string, string | boolean>> {
  const { microphone, speaker } = report;
  return { microphone: microphone.at, speaker: speaker.at, muted, speaks, peer };
}

/** Sound in figures; the names of the jitter buffer's own begin with `voice`. */
function soundOf({ report }: Hearing): Readonly<Record<string, number | string>> {
  const { played, recovered, concealed, starved } = report.figures;
  return {
    levelMine: round(report.level.mine),
    levelTheirs: round(report.level.theirs),
    voiceWay: report.beside ? "datagrams" : "stream",
    voiceDelayMs: round(report.delay),
    voiceKbpsOut: round(report.kbps),
    voicePlayed: played,
    voiceRecovered: recovered,
    voiceConcealed: concealed,
    voiceStarved: starved,
  };
}

/** What programs of a dialect never tell. */
const UNTOLD: ReadonlySet<string> = new Set(["rttMs", "ageMsP50", "ageMsP95", "ageMsP99"]);

function statsOf(scene: Scene): Readonly<Record<string, number | string>> {
  const { figures, sending, hearing } = scene;
  const isOpen = isInTheOpen(scene);
  const rounded = Object.entries(figures)
    .filter(([name]) => !isOpen || !UNTOLD.has(name))
    .map(([name, value]) => [name, round(value as number)]);
  return {
    ...(Object.fromEntries(rounded) as Readonly<Record<string, number>>),
    ...(hearing && soundOf(hearing)),
    sending,
    rssMb: round(process.memoryUsage.rss() / 2 ** 20),
  };
}
