/**
 * The part of OpenCV's binding that we use, typed by what the binding itself does.
 *
 * It throws strings as often as errors, its `*Async` methods take a callback,
 * and an absent picture is a Mat that is `empty`.
 */

/** Called once, on the main thread, when a thread of the pool is done. */
type Done<T> = (error: unknown, value: T) => void;

export interface OpenCv {
  readonly VideoCapture: new (source: string | number, backend?: number) => VideoCapture;
  readonly VideoWriter: VideoWriterClass;
  /** Copies `pixels`: rows first, then columns. */
  readonly Mat: new (pixels: Uint8Array, rows: number, columns: number, type: number) => Mat;
  readonly Size: new (width: number, height: number) => object;
  readonly Point2: new (x: number, y: number) => object;
  readonly Vec3: new (blue: number, green: number, red: number) => object;
  readonly CV_8UC3: number;
  readonly CAP_PROP_FPS: number;
  readonly CAP_PROP_BUFFERSIZE: number;
  readonly CAP_PROP_POS_FRAMES: number;
  readonly CAP_PROP_FRAME_COUNT: number;
  readonly CAP_PROP_FRAME_WIDTH: number;
  readonly CAP_PROP_FRAME_HEIGHT: number;
  readonly INTER_AREA: number;
  readonly FONT_HERSHEY_SIMPLEX: number;
  readonly LINE_AA: number;
  readonly WINDOW_NORMAL: number;
  readonly WND_PROP_VISIBLE: number;
  /** A picture in the format of a file name's ending; `options` are pairs of a setting's number and its value. */
  imencode(ending: string, picture: Mat, options: readonly number[]): Uint8Array;
  /** The picture in a file's bytes, or an empty one. `bytes` must be a Buffer. */
  imdecode(bytes: Uint8Array, flags: number): Mat;
  setNumThreads(count: number): void;
  namedWindow(name: string, flags: number): void;
  resizeWindow(name: string, width: number, height: number): void;
  getWindowProperty(name: string, property: number): number;
  setWindowTitle(name: string, title: string): void;
  destroyWindow(name: string): void;
  /** Pixels that a text would cover. */
  getTextSize(text: string, font: number, scale: number, thickness: number): TextSize;
  imshow(name: string, picture: Mat): void;
  /** Runs the windows' event loop for `delay` ms; the key pressed, or -1. */
  waitKey(delay: number): number;
}

/** @throws a string when the source cannot be opened. */
export interface VideoCapture {
  /** The next picture, or an empty one at the end. */
  read(): Mat;
  readAsync(done: Done<Mat>): void;
  get(property: number): number;
  /** Whether the backend understood; what it made of it, {@link get} tells. */
  set(property: number, value: number): boolean;
  /** Opens the same path again, from its start. */
  reset(): void;
  release(): void;
}

interface VideoWriterClass {
  new (path: string, fourcc: number, fps: number, size: object, color: boolean): VideoWriter;
  fourcc(code: string): number;
}

interface VideoWriter {
  write(picture: Mat): void;
  release(): void;
}

interface TextSize {
  readonly size: { readonly width: number; readonly height: number };
}

/** One picture in OpenCV's memory. */
export interface Mat {
  readonly rows: number;
  readonly cols: number;
  readonly channels: number;
  readonly empty: boolean;
  resize(rows: number, columns: number, fx: number, fy: number, interpolation: number): Mat;
  /** Draws ASCII in this picture; `at` is where its base line starts. */
  putText(text: string, at: object, ...style: TextStyle): void;
  /** A copy of the pixels, packed, row-major. */
  getData(): Uint8Array;
  /** Frees the pixels now instead of at the next garbage collection. */
  release(): void;
}

type TextStyle = readonly [
  font: number,
  scale: number,
  color: object,
  thickness: number,
  lineType: number,
];
