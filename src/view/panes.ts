/** The panes and bars of the terminal face: puts a model and the state of the controls into boxes, and draws them. */
import {
  holds,
  inside,
  layOut,
  LEAST,
  popupIn,
  type Layout,
  type Place,
  type Wishes,
} from "../render/layout.js";
import type { Colors, PainterOptions } from "../render/pane-painter.js";
import type { Rect } from "../render/rect.js";
import type { PaneText, ScreenModel } from "../render/screen-model.js";
import { chatWords, NO_CHAT, unreadWords } from "../render/words-chat.js";
import { caretColumn } from "../render/words-input.js";
import { noteLines, wordLines } from "../render/words-note.js";
import { firstShown, NO_PEERS, peerLines } from "../render/words-peers.js";
import {
  helpScroll,
  helpWords,
  pasteWords,
  promptWords,
  questionWords,
  ringingWords,
  verifyingWords,
  type PopupWords,
} from "../render/words-popups.js";
import {
  hintLine,
  noticeLines,
  noticeRows,
  statusWords,
  withHelp,
} from "../render/words-status.js";
import { span, type Line } from "../render/words.js";
import type { Canvas } from "./canvas.js";
import { Compositor, type Outlet } from "./compositor.js";
import type { Controls } from "./controls.js";
import { palette } from "./palette.js";
import { Panel } from "./panel.js";
import { Surface } from "./surface.js";

/** Each pane is filled with a character of its own, so that one over the other is seen to be another. */
const REMOTE_HOLE = "\uE0F0";
const PREVIEW_HOLE = "\uE0F1";

/** What a click means. */
export type Hit =
  | { readonly on: "key"; readonly key: string }
  | { readonly on: "peer"; readonly index: number }
  | { readonly on: "chat" }
  | undefined;

export class Panes {
  readonly remote: Surface;
  readonly preview: Surface;
  readonly #outlet: Outlet;
  readonly #compositor: Compositor;
  readonly #peers: Panel;
  readonly #chat: Panel;
  readonly #notice: Panel;
  readonly #status: Panel;
  readonly #hints: Panel;
  readonly #popup: Panel;
  /** Shows a picture that stands alone, from the next drawing on; undefined: cells do. */
  canvas: Canvas | undefined;
  #layout: Layout | undefined;
  #firstPeer = 0;
  #peerCount = 0;
  #caret: { readonly x: number; readonly y: number } | undefined;

  /** `painted` is called after each drawing, while it is still part of the same update. */
  constructor(outlet: Outlet, colors: Colors, painting: PainterOptions, painted: () => void) {
    const holes: Surface[] = [];
    this.#outlet = outlet;
    this.#compositor = new Compositor(outlet, holes, painted);
    const inks = palette(colors);
    const panel = (shadow = false): Panel => new Panel(this.#compositor, inks, shadow);
    // In the order of their heights: later ones lie on earlier ones.
    this.remote = new Surface(panel(), REMOTE_HOLE, colors, painting);
    this.#peers = panel();
    this.preview = new Surface(panel(), PREVIEW_HOLE, colors, painting);
    this.#chat = panel();
    this.#notice = panel();
    this.#status = panel();
    this.#hints = panel();
    this.#popup = panel(colors !== "mono");
    holes.push(this.remote, this.preview);
  }

  /** The colours of everything but the pictures, from the next drawing on. */
  set colors(colors: Colors) {
    const inks = palette(colors);
    const bars = [this.#peers, this.#notice, this.#status, this.#hints, this.#popup];
    for (const panel of [...bars, this.remote.panel, this.preview.panel]) panel.inks = inks;
    this.#popup.shadow = colors !== "mono";
  }

  /** Where the caret of the prompt is; undefined without one. */
  get caret(): { readonly x: number; readonly y: number } | undefined {
    return this.#caret;
  }

  /** Whether the last drawing showed what was written. */
  get showsChat(): boolean {
    return this.#chat.shown;
  }

  /** How far the help can scroll on this screen. */
  helpScroll({ home }: Controls): number {
    return this.#layout === undefined ? 0 : helpScroll(this.#layout.stage, home);
  }

  /** The terminal's size changed, or it shows nothing of ours: the next drawing writes every cell. */
  forget(): void {
    this.#compositor.forget();
  }

  close(): void {
    this.#compositor.close();
  }

  /** Draws everything but the pictures. */
  draw(model: ScreenModel, controls: Controls): void {
    const area = { cols: this.#outlet.cols, rows: this.#outlet.rows };
    this.remote.canvas = model.alone || controls.zoomed ? this.canvas : undefined;
    const { alarm = false } = model.remote;
    this.#layout = layOut(area, {
      alone: model.alone ?? false,
      busy: model.phase !== "idle" || this.remote.hasPicture || alarm,
      zoomed: controls.zoomed,
      // Nothing lies over a warning; and cells over pixels would put the pixels out.
      preview: controls.preview && !alarm && !(controls.zoomed && this.canvas !== undefined),
      chat: chatWish(model, controls),
      noticeRows: noticeRows(model.status.notice, area),
    });
    this.#caret = undefined;
    if (this.#layout === undefined) this.#drawTooSmall();
    else {
      this.#drawPanes(this.#layout, model, controls);
      this.#drawChat(this.#layout.chat, model, controls);
      this.#drawBars(this.#layout, model, controls);
      this.#drawPopup(this.#layout, model, controls);
    }
    this.#compositor.render();
  }

  /** What a click on this cell means. */
  hit(x: number, y: number): Hit {
    for (const panel of [this.#popup, this.#hints, this.#status]) {
      const key = panel.pressAt(x, y);
      if (key !== undefined) return { on: "key", key };
    }
    if (this.#popup.shown && holds(this.#popup.place, x, y)) return undefined;
    if (this.#chat.shown && holds(this.#chat.place, x, y)) return { on: "chat" };
    if (this.preview.panel.shown && holds(this.preview.panel.place, x, y)) return undefined;
    const inner = inside(this.#peers.place);
    if (!holds(inner, x, y)) return undefined;
    const index = this.#firstPeer + y - inner.y;
    return index < this.#peerCount ? { on: "peer", index } : undefined;
  }

  #drawTooSmall(): void {
    const { cols, rows } = this.#outlet;
    const text = `tetatty needs ${LEAST.cols}x${LEAST.rows}, this is ${cols}x${rows}`;
    for (const surface of [this.remote, this.preview]) surface.hide();
    for (const panel of [this.#peers, this.#chat, this.#notice, this.#hints, this.#popup])
      panel.hide();
    const note = wordLines([text], { cols, rows });
    this.#status.show({ place: unframed({ x: 0, y: 0, cols, rows }), lines: note });
  }

  #drawPanes(layout: Layout, model: ScreenModel, controls: Controls): void {
    const { remote, preview } = model;
    // Under a popup the pane holds its tongue.
    const quiet = isAsking(model) || !(controls.atHome || controls.place === "chat");
    drawSurface(this.remote, layout.remote, remote, (area) =>
      quiet ? [] : noteLines(remote, area),
    );
    drawSurface(this.preview, layout.preview, preview, (area) => wordLines(preview.note, area));
    this.#drawPeers(layout.peers, model, controls);
  }

  #drawPeers(place: Place | undefined, { peers }: ScreenModel, { selected }: Controls): void {
    this.#peerCount = peers.length;
    if (place === undefined) return this.#peers.hide();
    const inner = inside(place);
    this.#firstPeer = firstShown(peers.length, selected, inner.rows);
    const lines = peers.length === 0 ? NO_PEERS : peerLines(peers, selected, inner);
    this.#peers.show({ place, title: [span("peers", "dim")], lines });
  }

  #drawChat(place: Place | undefined, { chat = NO_CHAT }: ScreenModel, controls: Controls): void {
    if (place === undefined) return this.#chat.hide();
    const inner = inside(place);
    const state = controls.chat.state(WRITING.has(controls.place));
    const { lines, foot, back } = chatWords(chat, state, inner);
    controls.chat.drawn(back);
    const frame = controls.place === "chat" ? "accent" : "dim";
    this.#chat.show({ place, title: [span("chat", "dim")], foot, lines, frame });
    if (controls.place !== "chat") return;
    const x = inner.x + caretColumn(state.input, inner.cols);
    this.#caret = { x, y: inner.y + inner.rows - 1 };
  }

  #drawBars(layout: Layout, model: ScreenModel, controls: Controls): void {
    const { notice, status, hints } = layout;
    const said = model.status.notice ?? "";
    bar(this.#notice, notice, (rect) => noticeLines(said, rect.cols, rect.rows));
    const news = unreadWords(controls.chat.unread);
    const words = (cols: number): Line => statusWords(model.status, cols, news);
    bar(this.#status, status, ({ cols }) => [
      hints ? words(cols) : withHelp(controls.home, cols, words),
    ]);
    const { phase, refused } = model;
    bar(this.#hints, hints, ({ cols }) => [
      hintLine({ place: controls.place, phase, refused }, cols),
    ]);
  }

  #drawPopup({ stage, remote }: Layout, model: ScreenModel, controls: Controls): void {
    const words = popupWords(model, controls, stage);
    if (words === undefined) return this.#popup.hide();
    const place = popupIn(stage, words.wanted, remote);
    const { title, lines, hints } = words;
    this.#popup.show({
      place,
      title: [span(title, "bold")],
      foot: hints,
      lines,
      frame: "accent",
    });
    if (controls.place !== "prompt") return;
    const inner = inside(place);
    this.#caret = { x: inner.x + caretColumn(controls.prompt, inner.cols), y: inner.y };
  }
}

const WRITING: ReadonlySet<string> = new Set(["chat", "paste"]);

function chatWish({ chat, alone }: ScreenModel, { place }: Controls): Wishes["chat"] {
  if (WRITING.has(place)) return "written";
  return alone !== true && chat !== undefined && chat.rows.length > 0 ? "there" : "none";
}

/** The popup that lies on top now. */
function popupWords(model: ScreenModel, controls: Controls, stage: Rect): PopupWords | undefined {
  switch (controls.place) {
    case "question":
      return questionWords(model.inCall ?? "");
    case "paste":
      return pasteWords(controls.chat.pasted);
    case "help":
      return helpWords(stage, controls.home, controls.helpFrom);
    case "prompt":
      return promptWords(controls.prompt, stage);
    default:
      if (model.verifying !== undefined) return verifyingWords(model.verifying, stage.cols);
      return model.ringing === undefined ? undefined : ringingWords(model.ringing, stage.cols);
  }
}

function drawSurface(
  surface: Surface,
  place: Place | undefined,
  { label, mark, alarm }: PaneText,
  lines: (area: Rect) => readonly Line[],
): void {
  if (place === undefined) return surface.hide();
  const frame = alarm ? "bad" : "dim";
  surface.show({
    place,
    title: [...(mark === undefined ? [] : [span(`${mark} `, "bad")]), span(label, "dim")],
    lines: lines(inside(place)),
    frame,
  });
}

const isAsking = ({ ringing, verifying }: ScreenModel): boolean =>
  ringing !== undefined || verifying !== undefined;

const unframed = (rect: Rect): Place => ({ ...rect, framed: false });

function bar(panel: Panel, rect: Rect | undefined, lines: (rect: Rect) => readonly Line[]): void {
  if (rect === undefined) panel.hide();
  else panel.show({ place: unframed(rect), lines: lines(rect) });
}
