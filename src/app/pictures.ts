/**
 * Where local pictures go: from the source to the preview and to the peer.
 *
 * The source is asked for no more than the larger of the two can use, and for
 * nothing at all while nobody looks.
 */
import { type Frame, NO_SIZE, type Size } from "../frame/frame.js";
import { mirror } from "../frame/mirror.js";
import { Shrinker } from "../frame/shrink.js";
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

/** What the source must deliver to satisfy both the peer and the preview; never more than `most` pictures a second. */
export function wantedOf(viewer: Viewer, preview: Size, most: number): Wanted {
  const usual = Math.min(most, PREVIEW_FPS);
  if (!viewer.camera) return { ...NO_SIZE, fps: usual };
  const peer = viewer.wanted ?? { ...NO_SIZE, fps: usual };
  return largest(peer, { ...preview, fps: viewer.wanted ? 0 : usual }, most);
}

/** The same of an audience, if there is one, and of our own screen. */
export function wantedBy(audience: Want | undefined, own: Wanted, most: number): Wanted {
  return largest(audience ?? { ...NO_SIZE, fps: 1 }, own, most);
}

function largest(one: Wanted, other: Wanted, most: number): Wanted {
  return {
    width: Math.max(one.width, other.width),
    height: Math.max(one.height, other.height),
    fps: Math.min(most, Math.max(one.fps, other.fps)),
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
