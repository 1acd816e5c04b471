/**
 * Where everything stands, for any terminal. Pure geometry in cells: the video
 * gets what is left once the words have the least they need.
 *
 *     side by side                    stacked (narrow or low)       zoomed
 *     ╭ remote ───────╮╭ peers ╮      ╭ remote ─────────╮           remote to the
 *     │               ││       │      │       ╭ you ───╮│           edges, preview
 *     │               │╭ chat ─╮      │       ╰────────╯│           in the corner
 *     │               ││       │      ╭ chat ───────────╮
 *     │               │╰───────╯      │ (being written) │           chat as there
 *     │               │╭ you ──╮      ╰─────────────────╯
 *     ╰───────────────╯╰───────╯
 *     notice                          notice                        notice
 *     status                          status                        status
 *     hints                           hints                         hints
 */

import type { Rect } from "./rect.js";

/** A number of cells each way. */
export type Area = Pick<Rect, "cols" | "rows">;

/** A pane: its outer rectangle, and whether a frame takes the outermost cells of it. */
export interface Place extends Rect {
  readonly framed: boolean;
}

/** What the layout depends on besides the terminal's size. */
export interface Wishes {
  /** There is nothing but the remote picture. */
  readonly alone: boolean;
  /** Somebody is there or about to be: the remote picture comes first. */
  readonly busy: boolean;
  readonly zoomed: boolean;
  readonly preview: boolean;
  /** Whether there are messages to show where there is room, or one is being written, which makes room. */
  readonly chat: "none" | "there" | "written";
  /** Rows that the notice needs; 0 without one. */
  readonly noticeRows: number;
}

export interface Layout {
  readonly remote: Place | undefined;
  readonly preview: Place | undefined;
  readonly peers: Place | undefined;
  readonly chat: Place | undefined;
  readonly notice: Rect | undefined;
  readonly status: Rect;
  readonly hints: Rect | undefined;
  /** What popups may cover. */
  readonly stage: Rect;
}

/** Below this nothing useful fits. */
export const LEAST: Area = { cols: 20, rows: 6 };

/** Pictures are mostly this wide for their height. */
const ASPECT = 16 / 9;
/** Terminal cells are mostly twice as tall as wide, and hold two pixels. */
const PIXELS_A_ROW = 2;
const FRAME = 2;

/** From here on there is room for a column beside the video. */
const SIDE_FROM: Area = { cols: 64, rows: 14 };
const LEAST_SIDE = 23;
/** A column wider than this is emptiness; one more than {@link SIDE_SHARE} of the screen is robbery. */
const MOST_SIDE = 64;
const SIDE_SHARE = 0.4;
/** Rows the peer list keeps, frame included, however tall the preview would like to be. */
const LEAST_PEERS = 5;
/** Rows of the peer list over a chat, and the least of a chat worth its frame; frame included. */
const PEERS_OVER_CHAT = 4;
const LEAST_CHAT = 5;
/** A chat may cover this part of the screen's rows; lower than {@link LEAST_CHAT} it has no frame. */
const CHAT_SHARE = 1 / 3;
/** From this height on the hint bar has a row of its own. */
const HINTS_FROM = 8;
/** A picture in a corner takes this part of the width. */
const INSET_SHARE = 0.28;
const MOST_INSET = 48;
/** The least inset worth the video it covers, and the least video worth covering; frame included. */
const LEAST_INSET: Area = { cols: 14, rows: 5 };
const INSET_FROM: Area = { cols: 34, rows: 9 };

/** The layout for a terminal of `area`, or undefined below {@link LEAST}. */
export function layOut(area: Area, wishes: Wishes): Layout | undefined {
  if (area.cols < LEAST.cols || area.rows < LEAST.rows) return undefined;
  const hintRows = area.rows >= HINTS_FROM ? 1 : 0;
  const noticeRows = Math.min(wishes.noticeRows, Math.max(0, area.rows >> 3));
  const stage: Rect = {
    x: 0,
    y: 0,
    cols: area.cols,
    rows: area.rows - 1 - hintRows - noticeRows,
  };
  const bar = (y: number, rows: number): Rect => ({ x: 0, y, cols: area.cols, rows });
  return {
    ...panes(stage, wishes, Math.floor(area.rows * CHAT_SHARE)),
    stage,
    notice: noticeRows > 0 ? bar(stage.rows, noticeRows) : undefined,
    status: bar(stage.rows + noticeRows, 1),
    hints: hintRows > 0 ? bar(area.rows - 1, 1) : undefined,
  };
}

type Panes = Pick<Layout, "remote" | "preview" | "peers" | "chat">;

/** `chatRows`: the most that a chat may cover. */
function panes(stage: Rect, wishes: Wishes, chatRows: number): Panes {
  if (wishes.alone) return overlaid(stage, { ...wishes, preview: false, chat: "none" }, 0);
  if (wishes.zoomed) return overlaid(stage, wishes, chatRows);
  if (stage.cols >= SIDE_FROM.cols && stage.rows >= SIDE_FROM.rows - 2) {
    const beside = sideBySide(stage, wishes);
    if (wishes.chat !== "written" || beside.chat !== undefined) return beside;
    return { ...beside, chat: chatOver(beside.remote ?? stage, chatRows) };
  }
  return wishes.busy ? overlaid(stage, wishes, chatRows, true) : waiting(stage, wishes);
}

/** The remote picture with the preview in its lower right corner, over the chat being written. */
function overlaid(stage: Rect, wishes: Wishes, chatRows: number, framed = false): Panes {
  const remote: Place = { ...stage, framed };
  const chat = wishes.chat === "written" ? chatOver(remote, chatRows) : undefined;
  const preview = wishes.preview ? inset(remote, chat?.rows ?? 0) : undefined;
  return { remote, preview, peers: undefined, chat };
}

function chatOver(remote: Rect, most: number): Place {
  const rows = Math.min(most, remote.rows);
  return { ...remote, y: remote.y + remote.rows - rows, rows, framed: rows >= LEAST_CHAT };
}

/** `covered`: rows at the bottom that something else lies on. */
function inset(remote: Place, covered: number): Place | undefined {
  const free = remote.rows - covered;
  if (remote.cols < INSET_FROM.cols || free < INSET_FROM.rows) return undefined;
  const cols = clamp(Math.round(remote.cols * INSET_SHARE), LEAST_INSET.cols, MOST_INSET);
  const rows = clamp(rowsFor(cols - FRAME) + FRAME, LEAST_INSET.rows, free >> 1);
  const edge = remote.framed ? 1 : 0;
  const bottom = covered === 0 ? edge : covered;
  return {
    x: remote.x + remote.cols - edge - cols,
    y: remote.y + remote.rows - bottom - rows,
    cols,
    rows,
    framed: true,
  };
}

/** The video left, the peer list over the preview right. */
function sideBySide(stage: Rect, wishes: Wishes): Panes {
  const ideal = Math.round((stage.rows - FRAME) * PIXELS_A_ROW * ASPECT) + FRAME;
  const most = Math.min(MOST_SIDE, Math.floor(stage.cols * SIDE_SHARE));
  const side = clamp(stage.cols - ideal, Math.max(LEAST_SIDE, Math.round(stage.cols * 0.2)), most);
  const left = stage.cols - side;
  const column: Rect = { ...stage, x: stage.x + left, cols: side };
  return { remote: { ...stage, cols: left, framed: true }, ...stacked(column, wishes) };
}

/** Peers over chat over preview in one column; the preview only as tall as its picture, the peers no taller than a chat leaves them. */
function stacked(column: Rect, wishes: Wishes): Pick<Panes, "preview" | "peers" | "chat"> {
  const rows = wishes.preview
    ? Math.min(rowsFor(column.cols - FRAME) + FRAME, column.rows - LEAST_PEERS)
    : 0;
  const above = column.rows - rows;
  const talks = wishes.chat !== "none" && above >= PEERS_OVER_CHAT + LEAST_CHAT;
  const peers = talks ? Math.max(PEERS_OVER_CHAT, above >> 2) : above;
  return {
    peers: { ...column, rows: peers, framed: true },
    chat: talks ? { ...column, y: column.y + peers, rows: above - peers, framed: true } : undefined,
    preview: rows > FRAME ? { ...column, y: column.y + above, rows, framed: true } : undefined,
  };
}

/** Nobody to look at and little room: the peer list, and the preview beside or under it. */
function waiting(stage: Rect, wishes: Wishes): Panes {
  if (!wishes.preview || stage.rows < LEAST_PEERS) {
    return {
      remote: undefined,
      chat: undefined,
      preview: undefined,
      peers: { ...stage, framed: true },
    };
  }
  if (stage.rows >= rowsFor(stage.cols - FRAME) + FRAME + LEAST_PEERS) {
    return { remote: undefined, ...stacked(stage, { ...wishes, chat: "none" }) };
  }
  const left = stage.cols >> 1;
  return {
    remote: undefined,
    chat: undefined,
    peers: { ...stage, cols: left, framed: true },
    preview: { ...stage, x: left, cols: stage.cols - left, framed: true },
  };
}

/** Rows of cells that a picture of the usual aspect takes at `cols`. */
const rowsFor = (cols: number): number => Math.max(1, Math.round(cols / ASPECT / PIXELS_A_ROW));

const clamp = (value: number, least: number, most: number): number =>
  Math.max(least, Math.min(value, most));

/** The cells inside a pane's frame. */
export function inside(place: Place): Rect {
  const edge = place.framed ? 1 : 0;
  return {
    x: place.x + edge,
    y: place.y + edge,
    cols: Math.max(0, place.cols - 2 * edge),
    rows: Math.max(0, place.rows - 2 * edge),
  };
}

/** What a popup over a pane leaves of it: its frame, and to the right the popup's shadow, two columns wide. */
const AROUND: Area = { cols: 6, rows: 4 };

/**
 * A framed popup of `wanted` cells in the middle of the pane `over` if that still shows its frame around it,
 * else in the middle of `stage`; never larger than that.
 */
export function popupIn(stage: Rect, wanted: Area, over: Rect = stage): Place {
  const fits = wanted.cols + AROUND.cols <= over.cols && wanted.rows + AROUND.rows <= over.rows;
  const ground = fits ? over : stage;
  const cols = Math.min(wanted.cols, ground.cols);
  const rows = Math.min(wanted.rows, ground.rows);
  return {
    x: ground.x + ((ground.cols - cols) >> 1),
    y: ground.y + ((ground.rows - rows) >> 1),
    cols,
    rows,
    framed: true,
  };
}

/** Whether the cell lies in the region. */
export const holds = (rect: Rect, x: number, y: number): boolean =>
  x >= rect.x && x < rect.x + rect.cols && y >= rect.y && y < rect.y + rect.rows;
