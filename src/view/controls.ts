/**
 * What keys, pastes and clicks do to the face: which pane is zoomed, which peer
 * is selected, what is being typed or asked. Knows no terminal and draws
 * nothing; the screen shows what stands here.
 */
import type { Whom } from "../render/commands.js";
import type { Deed, Place } from "../render/key-binding.js";
import { deedOf, type ScreenCommand } from "../render/keys.js";
import type { PeerRow, ScreenModel } from "../render/screen-model.js";
import type { PromptState } from "../render/words-popups.js";
import { dialled, matchingPeers, namedAs } from "../render/words-peers.js";
import { ChatDesk, PAGE, WHEEL } from "./chat-desk.js";
import { LineEdit } from "./line-edit.js";
import type { Input, MouseInput } from "./tokens.js";

export interface ControlsListener {
  onCommand(command: ScreenCommand): void;
  /** ctrl-c. */
  onLeave(): void;
  onRedraw(): void;
  onSuspend(): void;
  /** A key was pressed that cannot do what it does at other times; why. */
  onRefused(why: string): void;
  /** Other colours. */
  onColors(): void;
  /** Other shapes. */
  onGlyphs(): void;
}

/** Places that there are only in a call. */
const IN_CALL: ReadonlySet<Place> = new Set(["question", "chat", "paste"]);
/** Places without anything over the pictures. */
const SEEING: ReadonlySet<Place> = new Set(["main", "picture", "player"]);

export class Controls {
  readonly #listener: ControlsListener;
  readonly chat = new ChatDesk();
  readonly #edit = new LineEdit();
  #model: Pick<ScreenModel, "peers" | "phase" | "inCall" | "alone" | "steered" | "refused">;
  #place: Place = "main";
  #zoomed = false;
  #preview = true;
  #helpFrom = 0;
  /** The selected peer: the selection stays on it when the list moves. */
  #selected: PeerRow | undefined;
  /** The peer clicked last: a second click calls it. */
  #clicked: PeerRow | undefined;
  /** What was typed before completion began, and which match it shows. */
  #typed = "";
  #chosen = -1;

  /** What each deed does; the argument is how far the help can scroll. */
  readonly #deeds: Readonly<Record<Deed, (scroll: number) => void>> = {
    write: () => {
      this.#place = "chat";
    },
    say: () => {
      const text = this.chat.take();
      if (text !== undefined) this.#command({ type: "say", text });
    },
    recall: () => this.chat.recall(1),
    "recall-later": () => this.chat.recall(-1),
    older: () => this.chat.scroll(PAGE),
    newer: () => this.chat.scroll(-PAGE),
    connect: () => this.#open(""),
    "call-selected": () => this.#callSelected(),
    up: (scroll) => this.#move(-1, scroll),
    down: (scroll) => this.#move(1, scroll),
    answer: () => this.#command({ type: "answer" }),
    decline: () => this.#command({ type: "decline" }),
    "hang-up": () => this.#command({ type: "hang-up" }),
    "toggle-video": () => this.#command({ type: "toggle-video" }),
    trust: () => this.#command({ type: "trust" }),
    distrust: () => this.#command({ type: "distrust" }),
    "copy-invite": () => this.#command({ type: "copy-invite" }),
    block: () => this.#block(),
    "toggle-mute": () => this.#command({ type: "toggle-mute" }),
    "push-to-talk": () => this.#command({ type: "push-to-talk" }),
    talk: () => this.#command({ type: "talk" }),
    louder: () => this.#command({ type: "louder" }),
    quieter: () => this.#command({ type: "quieter" }),
    "toggle-undisturbed": () => this.#command({ type: "toggle-undisturbed" }),
    "toggle-preview": () => {
      this.#preview = !this.#preview;
    },
    zoom: () => {
      this.#zoomed = !this.#zoomed;
    },
    snapshot: () => this.#command({ type: "snapshot" }),
    record: () => this.#command({ type: "record" }),
    pause: () => this.#command({ type: "pause" }),
    step: () => this.#command({ type: "step" }),
    rewind: () => this.#command({ type: "rewind" }),
    loop: () => this.#command({ type: "loop" }),
    "back-second": () => this.#seek(-1),
    "on-second": () => this.#seek(1),
    "back-five-seconds": () => this.#seek(-5),
    "on-five-seconds": () => this.#seek(5),
    "back-minute": () => this.#seek(-60),
    "on-minute": () => this.#seek(60),
    help: () => {
      this.#place = "help";
      this.#helpFrom = 0;
    },
    quit: () => {
      if (this.#model.inCall === undefined) this.#command({ type: "quit" });
      else this.#place = "question";
    },
    complete: () => this.#complete(1),
    "complete-back": () => this.#complete(-1),
    submit: () => this.#submit(),
    back: () => this.#back(),
    no: () => this.#answer(false),
    yes: () => this.#answer(true),
    leave: () => this.#listener.onLeave(),
    redraw: () => this.#listener.onRedraw(),
    suspend: () => this.#listener.onSuspend(),
    colors: () => this.#listener.onColors(),
    glyphs: () => this.#listener.onGlyphs(),
  };

  constructor(listener: ControlsListener, model: ScreenModel) {
    this.#listener = listener;
    this.#model = model;
  }

  get zoomed(): boolean {
    return this.#zoomed;
  }

  get preview(): boolean {
    return this.#preview;
  }

  /** What has the keyboard. */
  get place(): Place {
    return this.#place;
  }

  /** What has the keyboard where nothing lies over the panes. */
  get home(): Place {
    if (!this.#model.alone) return "main";
    return this.#model.steered ? "player" : "picture";
  }

  /** Whether nothing lies over the panes that has the keyboard. */
  get atHome(): boolean {
    return this.#place === this.home;
  }

  /** First line of the help shown. */
  get helpFrom(): number {
    return this.#helpFrom;
  }

  /** Index of the selected peer; 0 when there is none. */
  get selected(): number {
    return Math.max(0, indexOf(this.#selected, this.#model.peers));
  }

  get prompt(): PromptState {
    return {
      before: this.#edit.before,
      after: this.#edit.after,
      matches: this.#matches(),
      chosen: this.#chosen,
    };
  }

  /** The world has changed under the user's hands. */
  update(model: ScreenModel): void {
    // Behind a zoomed pane without a picture the peers to call next would be hidden.
    if (this.#model.inCall !== undefined && model.inCall === undefined) this.#zoomed = false;
    this.#model = model;
    const over = IN_CALL.has(this.#place) && model.inCall === undefined;
    if (over || SEEING.has(this.#place)) this.#place = this.home;
  }

  /** `scroll`: how far the help can scroll where it is shown. */
  input(input: Input, scroll: number): void {
    if (input.type === "key") this.key(input.name, input.text, scroll);
    else if (input.type === "paste") this.#paste(input.text);
    else if (input.type === "mouse" && this.#place === "chat") this.scrollChat(input.action);
    else if (input.type === "mouse" && input.action === "wheel-up") this.#deeds.up(scroll);
    else if (input.type === "mouse" && input.action === "wheel-down") this.#deeds.down(scroll);
  }

  key(name: string, text: string | undefined, scroll: number): void {
    this.#clicked = undefined;
    const deed = deedOf(name, this.#place, this.#model.phase);
    const why = deed && this.#model.refused?.[deed];
    if (why !== undefined && this.#place === "main") this.#listener.onRefused(why);
    else if (deed !== undefined) this.#deeds[deed](scroll);
    else if (this.#place === "prompt") this.#type(name, text);
    else if (this.#place === "chat") this.chat.type(name, text);
  }

  /** The wheel over the chat. */
  scrollChat(action: MouseInput["action"]): void {
    if (action === "wheel-up") this.chat.scroll(WHEEL);
    else if (action === "wheel-down") this.chat.scroll(-WHEEL);
  }

  /** A click on the peer at `index` of the list: selects, and the second time calls. */
  click(index: number): void {
    const peer = this.#model.peers[index];
    if (peer === undefined || this.#place !== "main") return;
    const again = indexOf(this.#clicked, this.#model.peers) === index;
    this.#selected = peer;
    this.#clicked = again ? undefined : peer;
    if (again) this.#dial(peer.address);
  }

  #move(by: number, scroll: number): void {
    if (this.#place === "help") {
      this.#helpFrom = Math.max(0, Math.min(this.#helpFrom + by, scroll));
      return;
    }
    if (this.#place === "prompt") return this.#complete(by);
    const { peers } = this.#model;
    const next = Math.max(0, Math.min(this.selected + by, peers.length - 1));
    this.#selected = peers[next];
  }

  #callSelected(): void {
    const peer = this.#model.peers[this.selected];
    if (peer === undefined) this.#open("");
    else this.#dial(peer.address);
  }

  #block(): void {
    const peer = this.#model.peers[this.selected];
    if (this.#model.phase === "ringing") this.#command({ type: "block" });
    else if (peer) this.#command({ type: "block", peer: whomOf(peer) });
  }

  #dial(to: string): void {
    this.#command({ type: "dial", to });
  }

  #seek(seconds: number): void {
    this.#command({ type: "seek", by: seconds * 1000 });
  }

  #command(command: ScreenCommand): void {
    this.#listener.onCommand(command);
  }

  #answer(yes: boolean): void {
    if (this.#place === "paste") {
      this.chat.confirm(yes);
      this.#place = "chat";
    } else if (yes) this.#command({ type: "quit" });
    else this.#back();
  }

  #back(): void {
    this.#place = this.home;
  }

  #open(text: string): void {
    this.#place = "prompt";
    this.#edit.set(text);
    this.#typed = this.#edit.text;
    this.#chosen = -1;
  }

  #paste(text: string): void {
    const why = this.#model.refused?.write;
    const talks = this.#place === "main" && this.#model.phase === "live";
    if (talks && why !== undefined) return this.#listener.onRefused(why);
    if (talks || this.#place === "chat") this.#place = this.chat.paste(text) ? "paste" : "chat";
    else if (this.#place === "main") this.#open(text.trim());
    else if (this.#place === "prompt") this.#typedNow(() => this.#edit.insert(text.trim()));
  }

  #type(name: string, text: string | undefined): void {
    this.#typedNow(() => {
      if (!this.#edit.key(name) && text !== undefined) this.#edit.insert(text);
    });
  }

  /** An edit by hand: completion starts over from what the line says then. */
  #typedNow(edit: () => void): void {
    const before = this.#edit.text;
    edit();
    if (this.#edit.text === before) return;
    this.#typed = this.#edit.text;
    this.#chosen = -1;
  }

  #matches(): readonly PeerRow[] {
    return matchingPeers(this.#model.peers, this.#typed);
  }

  #complete(by: number): void {
    const matches = this.#matches();
    if (matches.length === 0) return;
    const from = this.#chosen < 0 && by < 0 ? 0 : this.#chosen;
    this.#chosen = (from + by + matches.length) % matches.length;
    this.#edit.set(namedAs(matches[this.#chosen] as PeerRow));
  }

  #submit(): void {
    const chosen = this.#matches()[this.#chosen];
    const to = chosen?.address ?? dialled(this.#model.peers, this.#edit.text);
    if (to === "") return;
    this.#place = this.home;
    this.#dial(to);
  }
}

/** Where `peer` stands now: at its key, or else at its address; -1. */
function indexOf(peer: PeerRow | undefined, peers: readonly PeerRow[]): number {
  if (peer === undefined) return -1;
  const { key, address } = peer;
  const at = key === undefined ? -1 : peers.findIndex((each) => each.key === key);
  return at >= 0 ? at : peers.findIndex((each) => each.address === address);
}

const whomOf = ({ name, key }: PeerRow): Whom => (key === undefined ? { name } : { name, key });
