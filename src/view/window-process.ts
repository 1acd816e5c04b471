/**
 * The process that holds OpenCV's windows: `node window-process.js <title>`.
 *
 * The windowing toolkit wants an event loop of its own and aborts when the
 * display goes; here that costs the windows and not the call. Orders come on
 * stdin, events leave on descriptor 3. No stdin, no parent: it goes.
 */
import { Socket } from "node:net";
import type { Size } from "../frame/frame.js";
import { loadOpenCv } from "../native/load.js";
import type { Mat, OpenCv } from "../native/opencv.js";
import { unreachable } from "../util/unreachable.js";
import {
  OrderReader,
  WINDOW_SIZES,
  type WindowEvent,
  type WindowName,
  type WindowOrder,
} from "./window-pipe.js";

const EVENTS = 3;
/** The windows' own events are served so often, in milliseconds. */
const SERVE_INTERVAL = 30;
const KEYS: ReadonlyMap<number, "leave" | "answer" | "decline"> = new Map([
  [27, "leave"],
  ["q".charCodeAt(0), "leave"],
  ["Q".charCodeAt(0), "leave"],
  ["a".charCodeAt(0), "answer"],
  ["d".charCodeAt(0), "decline"],
]);
/** `cv::WINDOW_GUI_NORMAL`: no toolbar and no status bar. */
const PLAIN = 16;
const PREVIEW_TITLE = "tetatty: you";
/** Of the words, in pixels and in grey. */
const LINE_HEIGHT = 36;
const MARGIN = 20;
const LARGEST_SCALE = 0.8;
const PAPER = 24;
const INK = 220;

class Board {
  readonly #cv: OpenCv;
  readonly #tell: (event: WindowEvent) => void;
  /** OpenCV knows windows by their first titles. */
  readonly #names: Readonly<Record<WindowName, string>>;
  readonly #open = new Set<WindowName>();
  #lines: readonly string[] = [];
  #hasPicture = false;

  constructor(cv: OpenCv, title: string, tell: (event: WindowEvent) => void) {
    this.#cv = cv;
    this.#tell = tell;
    this.#names = { remote: title, preview: PREVIEW_TITLE };
    this.#showWords();
    setInterval(() => this.#serve(), SERVE_INTERVAL);
    tell({ event: "ready" });
  }

  obey(order: WindowOrder, pixels: Uint8Array): void {
    switch (order.do) {
      case "show":
        return this.#show(order.window, order, pixels);
      case "clear":
        return this.#clear(order.window);
      case "say":
        this.#lines = order.lines;
        if (!this.#hasPicture) this.#showWords();
        return;
      case "title":
        return this.#cv.setWindowTitle(this.#names.remote, order.title);
      default:
        return unreachable(order);
    }
  }

  #show(window: WindowName, { width, height }: Size, pixels: Uint8Array): void {
    if (window === "remote") this.#hasPicture = true;
    this.#paint(window, new this.#cv.Mat(pixels, height, width, this.#cv.CV_8UC3));
    this.#tell({ event: "shown", window });
  }

  #clear(window: WindowName): void {
    if (window === "remote") {
      this.#hasPicture = false;
      this.#showWords();
    } else if (this.#open.delete(window)) {
      this.#cv.destroyWindow(this.#names[window]);
    }
  }

  #paint(window: WindowName, picture: Mat): void {
    const cv = this.#cv;
    const name = this.#names[window];
    if (!this.#open.has(window)) {
      this.#open.add(window);
      cv.namedWindow(name, cv.WINDOW_NORMAL | PLAIN);
      cv.resizeWindow(name, WINDOW_SIZES[window].width, WINDOW_SIZES[window].height);
    }
    cv.imshow(name, picture);
    picture.release(); // The window keeps a copy.
    this.#serve();
  }

  /** Lets the toolkit work, and looks what the user did. */
  #serve(): void {
    const cv = this.#cv;
    const key = cv.waitKey(1);
    const event = key < 0 ? undefined : KEYS.get(key & 255);
    if (event !== undefined) this.#tell({ event });
    for (const window of this.#open) {
      if (cv.getWindowProperty(this.#names[window], cv.WND_PROP_VISIBLE) >= 1) continue;
      this.#open.delete(window);
      this.#tell(window === "remote" ? { event: "leave" } : { event: "hidden", window });
    }
  }

  /** The lines, each in the middle and as large as fits. */
  #showWords(): void {
    const cv = this.#cv;
    const { width, height } = WINDOW_SIZES.remote;
    const paper = new Uint8Array(width * height * 3).fill(PAPER);
    const picture = new cv.Mat(paper, height, width, cv.CV_8UC3);
    const color = new cv.Vec3(INK, INK, INK);
    const font = cv.FONT_HERSHEY_SIMPLEX;
    const top = (height - (this.#lines.length - 1) * LINE_HEIGHT) / 2;
    for (const [index, line] of this.#lines.entries()) {
      const text = line.replaceAll(/[^\u0020-\u007e]/g, "?"); // The font has no more.
      const length = Math.max(1, cv.getTextSize(text, font, 1, 1).size.width);
      const scale = Math.min(LARGEST_SCALE, (width - 2 * MARGIN) / length);
      const left = (width - length * scale) / 2;
      const at = new cv.Point2(Math.round(left), Math.round(top + index * LINE_HEIGHT));
      picture.putText(text, at, font, scale, color, 1, cv.LINE_AA);
    }
    this.#paint("remote", picture);
  }
}

/** At once: nobody needs what the toolkit does on an orderly way out. */
function vanish(): void {
  process.kill(process.pid, "SIGKILL");
}

// Ctrl-C in the terminal reaches us too; when to stop is our parent's decision.
process.on("SIGINT", () => {});
const [title = "tetatty"] = process.argv.slice(2);
const events = new Socket({ fd: EVENTS, readable: false, writable: true }).on("error", vanish);
const board = new Board(loadOpenCv(), title, (event) => {
  events.write(`${JSON.stringify(event)}\n`);
});
const reader = new OrderReader((order, pixels) => board.obey(order, pixels));
process.stdin.on("data", (chunk: Uint8Array) => reader.push(chunk)).on("close", vanish);
