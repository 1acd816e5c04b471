/**
 * Where local pictures go: from the source to the preview and to the peer.
 *
 * The source is asked for no more than the larger of the two can use, and for
 * nothing at all while nobody looks.
 */
import { fitInside } from "../frame/fit.js";
import { BYTES_PER_PIXEL, type Frame, NO_SIZE, type Size } from "../frame/frame.js";
import { mirror } from "../frame/mirror.js";
import { Scaler } from "../frame/scale.js";
import type { FrameSource, Wanted } from "../ports.js";
import type { Want } from "../wire/hello.js";
import type { Face } from "./face.js";

/** The part of the telephone that pictures need. */
export interface Viewer {
  /** What the peer can show; undefined while nobody is there to see us. */
  readonly wanted: Want | undefined;
  readonly camera: boolean;
  show(frame: Frame): void;
}

/** Pictures a second for a preview alone; a peer may want more or fewer. */
const PREVIEW_FPS = 30;

/** What the source must deliver to satisfy both the peer and the preview. */
export function wantedOf(viewer: Viewer, preview: Size): Wanted {
  if (!viewer.camera) return { ...NO_SIZE, fps: PREVIEW_FPS };
  const peer = viewer.wanted ?? { ...NO_SIZE, fps: PREVIEW_FPS };
  return {
    width: Math.max(peer.width, preview.width),
    height: Math.max(peer.height, preview.height),
    fps: viewer.wanted ? peer.fps : PREVIEW_FPS,
  };
}

/** Runs until `signal` aborts. */
export async function showLocalPictures(
  source: FrameSource,
  parts: { readonly viewer: Viewer; readonly face: Face; readonly mirrored: boolean },
  signal: AbortSignal,
): Promise<void> {
  const { viewer, face, mirrored } = parts;
  const shrinker = new Shrinker();
  for await (const frame of source.frames(signal)) {
    // A picture captured just before the camera was switched off stays private.
    if (!viewer.camera) continue;
    if (viewer.wanted) viewer.show(shrinker.shrink(frame, viewer.wanted));
    if (face.previewSize.width > 0) face.showPreview(mirrored ? mirror(frame) : frame);
  }
}

/** Makes pictures small enough for the peer when the preview wanted larger ones. */
class Shrinker {
  #scaler: Scaler | undefined;
  #from: Size = NO_SIZE;
  #to: Size = NO_SIZE;

  shrink(frame: Frame, box: Size): Frame {
    const to = fitInside(frame, box);
    if (to.width === frame.width && to.height === frame.height) return frame;
    if (to.width === 0) return frame;
    if (!this.#scaler || !same(to, this.#to) || !same(frame, this.#from)) {
      this.#scaler = new Scaler(frame, to);
      this.#from = { width: frame.width, height: frame.height };
      this.#to = to;
    }
    const pixels = new Uint8Array(to.width * to.height * BYTES_PER_PIXEL);
    const window = { offset: 0, stride: to.width * BYTES_PER_PIXEL };
    this.#scaler.scale(frame.pixels, pixels, window);
    return { ...to, pixels, capturedAt: frame.capturedAt };
  }
}

function same(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}
