/**
 * Puts a call together: telephone, picture source and face; lives as long as
 * the user wants; takes it apart in the right order (camera, goodbye, link,
 * terminal).
 */
import type { CallState, Target } from "../call/state.js";
import { VoiceThread } from "../engine/voice-thread.js";
import type { Frame } from "../frame/frame.js";
import { openHome } from "../net/home.js";
import { withDialects } from "../net/plain.js";
import { tlsNetwork } from "../net/tls.js";
import type { FrameSource, Log } from "../ports.js";
import type { Whom } from "../render/commands.js";
import type { Command } from "../render/keys.js";
import { clock } from "./clock.js";
import { blockCaller, toggleBlock } from "./blocking.js";
import { explained } from "./explained.js";
import type { Face, Scene } from "./face.js";
import { inviteOf } from "./own-invite.js";
import { openFace } from "./open-face.js";
import { openAnySource } from "./open-source.js";
import { NO_LOG, openLog } from "./log.js";
import type { Options } from "./options.js";
import { Phone } from "./phone.js";
import { showLocalPictures, wantedOf } from "./pictures.js";
import { type Means, refusalOf } from "./refusals.js";
import { findTarget } from "./target.js";
import { overheardWords } from "./overheard-words.js";

/** Exit codes, after sysexits(3): 69 when the peer could not be had. */
const DONE = 0;
const UNAVAILABLE = 69;

/** While two people talk, or would if the line let them. */
const TALKS: ReadonlySet<string> = new Set(["live", "reconnecting"]);

/** What one may wonder about who has two programs at once. */
const ELSEWHERE = "another tetatty of yours was here first: calls through ssh ring there";

/** How often a face is told how things stand although nothing happened, in milliseconds. */
const REPORT_INTERVAL = 1000;

/** `tetatty` and `tetatty call`. Runs until the user leaves; resolves to the exit code. */
export async function runCall(options: Options, target: Target | undefined): Promise<number> {
  const log = options.log === undefined ? NO_LOG : openLog(options.log);
  await using face = await openFace(options, log);
  await using call = new Call(options, face, log);
  return await call.run(target);
}

class Call implements AsyncDisposable {
  readonly #options: Options;
  readonly #face: Face;
  readonly #phone: Phone;
  readonly #source: FrameSource | undefined;
  readonly #over = new AbortController();
  /** The last picture that came. */
  #remote: Frame | undefined;
  #wasLive = false;
  #faded = false;
  #trouble: string | undefined;
  /** Said until the next call. */
  #news: string | undefined;
  #skippedBefore = 0;
  #at = "idle";
  #since = clock.now();

  constructor(options: Options, face: Face, log: Log) {
    this.#options = options;
    this.#face = face;
    const { video, book, identity, known, ssh, sendSize, watches } = options;
    const network = withDialects(tlsNetwork(identity, { ssh }));
    this.#phone = new Phone(
      {
        ...options,
        camera: video,
        manner: { role: watches ? "watch" : "either", sendSize },
      },
      {
        network,
        clock,
        chance: Math.random,
        log,
        book,
        own: identity.key,
        known,
        onPicture: (frame) => this.#show(frame),
        ...(options.voice && { engine: new VoiceThread(options.voice, log) }),
      },
    );
    this.#source = video ? openAnySource(options, log) : undefined;
  }

  async run(target: Target | undefined): Promise<number> {
    const { signal } = this.#over;
    const refresh = (): void => this.#refresh();
    const { mirror, book } = this.#options;
    using _phone = this.#phone.onChange(refresh);
    using _face = this.#face.onChange(refresh);
    using _source = this.#source?.onChange(refresh);
    using _book = book.onChange(refresh);
    const timer = setInterval(refresh, REPORT_INTERVAL);
    this.#phone.media.setShows(this.#face.remoteSize, this.#face.fps);
    await this.#listen();
    refresh();
    if (this.#source) {
      const parts = { viewer: this.#phone.media, face: this.#face, mirrored: mirror };
      void showLocalPictures(this.#source, parts, signal); // ends with the signal
    }
    if (target) this.#phone.dial(target);
    const leaves = target !== undefined && this.#options.face === "headless" && !this.#options.json;
    const code = await this.#obey(leaves);
    clearInterval(timer);
    return code;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort();
    await this.#source?.[Symbol.asyncDispose]();
    await this.#phone[Symbol.asyncDispose]();
    this.#refresh();
  }

  async #listen(): Promise<void> {
    const { listen, homes, identity } = this.#options;
    if (!listen) return;
    try {
      await this.#phone.listen(listen);
      const home = await openHome(homes, identity);
      this.#phone.admit(home);
      if (!home.isFirst) this.#news = ELSEWHERE;
    } catch (error) {
      // We can still call others: said, not fatal.
      this.#trouble = explained(error);
    }
  }

  /** Does what the user says until they leave, or until the one call they came for is over. */
  async #obey(leavesAfterCall: boolean): Promise<number> {
    const ended = new Promise<number>((resolve) => {
      if (!leavesAfterCall) return;
      this.#phone.onChange(() => {
        const { state } = this.#phone;
        if (state.at !== "idle") return;
        // What was refused as it came was no call.
        const isGood = this.#wasLive && state.last?.reason !== "protocol";
        resolve(isGood ? DONE : UNAVAILABLE);
      });
    });
    return Promise.race([ended, this.#followCommands()]);
  }

  async #followCommands(): Promise<number> {
    for await (const command of this.#face.commands()) {
      if (command.type === "quit") return command.code ?? DONE;
      const why = refusalOf(command, this.#means);
      if (why === undefined) this.#do(command);
      else this.#tell(why);
    }
    return DONE;
  }

  get #means(): Means {
    const { watches } = this.#options;
    return { call: this.#phone.state, camera: this.#source !== undefined, watches };
  }

  #tell(news: string): void {
    this.#news = news;
    this.#refresh();
  }

  #do(command: Exclude<Command, { type: "quit" }>): void {
    switch (command.type) {
      case "dial":
        return this.#dial(command.to);
      case "answer":
        return this.#phone.answer();
      case "decline":
        return this.#phone.decline();
      case "hang-up":
        return this.#phone.hangUp();
      case "trust":
        return this.#phone.trust();
      case "distrust":
        return this.#phone.distrust();
      case "copy-invite":
        return this.#copyInvite();
      case "block":
        return this.#block(command.peer);
      case "toggle-undisturbed":
        this.#phone.undisturbed = !this.#phone.undisturbed;
        return undefined;
      case "say":
        return this.#phone.talk.say(command.text);
      case "toggle-video":
        return this.#toggleVideo();
      default:
        return this.#phone.voice?.obey(command);
    }
  }

  #toggleVideo(): void {
    const { media } = this.#phone;
    media.setCamera(!media.camera && this.#source !== undefined);
    if (!media.camera) this.#face.showPreview(undefined);
  }

  #copyInvite(): void {
    const { listening } = this.#phone;
    const isOurs = listening?.dialect === undefined;
    const invite = isOurs && listening && inviteOf(this.#options.identity, listening);
    if (!invite) this.#news = "nobody can call you: there is nothing to invite to";
    else this.#news = this.#face.copy(invite) ? `invite copied: ${invite}` : invite;
    this.#refresh();
  }

  /** Whoever rings is declined like anybody else, and finds the door closed from then on. */
  #block(peer: Whom | undefined): void {
    const { door, state } = this.#phone;
    if (peer) this.#news = toggleBlock(door, peer);
    else if (state.at === "ringing") {
      const news = blockCaller(door, state.party);
      this.#phone.decline();
      this.#news = news;
    }
    this.#refresh();
  }

  #dial(to: string): void {
    const target = findTarget(to, this.#options.book, this.#options.dialect);
    this.#trouble = target
      ? undefined
      : `"${to}" is neither a saved name, an address nor a whole invite - try host or host:port`;
    if (target) this.#phone.dial(target);
    else this.#refresh();
  }

  #show(frame: Frame | undefined): void {
    this.#remote = frame;
    this.#face.showRemote(frame);
  }

  /** Brings everybody up to date with everybody else. */
  #refresh(): void {
    const { state } = this.#phone;
    this.#fade(state);
    if (state.at !== this.#at) this.#turn(state.at);
    if (state.at === "live" && !this.#phone.media.peerCamera) this.#show(undefined);
    this.#phone.media.setShows(this.#face.remoteSize, this.#face.fps);
    this.#phone.media.setRecording(this.#face.recording);
    this.#source?.want(wantedOf(this.#phone.media, this.#face.previewSize, this.#options.fps));
    this.#face.report(this.#scene());
  }

  /** While nothing is heard, the last picture is shown as what was; a call taken up again has another soon. */
  #fade(state: CallState): void {
    const silent = isSilent(state);
    if (silent === this.#faded) return;
    this.#faded = silent;
    if (silent && this.#remote) this.#face.showStale(this.#remote);
    else if (state.at === "live" && this.#at === "live") this.#face.showRemote(this.#remote);
  }

  #turn(at: string): void {
    if (at === "live") this.#wasLive = true;
    if (at === "live" && this.#at !== "reconnecting") this.#skippedBefore = this.#face.skipped;
    if (TALKS.has(this.#at) && !TALKS.has(at)) this.#show(undefined);
    if (at === "dialing" || at === "ringing") this.#news = undefined;
    this.#at = at;
    this.#since = clock.now();
  }

  get #offer(): string | undefined {
    const { overheard, listening } = this.#phone;
    return overheardWords(overheard, { listening, shows: false });
  }

  #scene(): Scene {
    const source = this.#source && { label: this.#source.label, status: this.#source.status };
    return {
      now: clock.now(),
      since: this.#since,
      call: this.#phone.state,
      figures: { ...this.#phone.media.read(), droppedIn: this.#face.skipped - this.#skippedBefore },
      source,
      sending: this.#phone.media.sending,
      camera: this.#phone.media.camera && this.#source !== undefined,
      peerCamera: this.#phone.media.peerCamera,
      hearing: this.#phone.voice?.hearing,
      peerRecording: this.#phone.state.at === "live" && this.#phone.media.peerRecording,
      listening: this.#phone.listening,
      watches: this.#options.watches,
      undisturbed: this.#phone.undisturbed,
      turnedAway: this.#phone.door.turnedAway,
      keys: this.#phone.door.keys,
      fingerprint: this.#options.identity.key.fingerprint,
      trouble: this.#trouble ?? this.#options.known.problem,
      news: this.#news ?? this.#offer,
      chat: this.#phone.talk.conversation,
      book: this.#options.book,
    };
  }
}

/** Nothing is heard from the other side of a call. */
function isSilent(state: CallState): boolean {
  return state.at === "reconnecting" || (state.at === "live" && state.suspect);
}
