import type { Frame } from "../../src/frame/frame.js";
import type { FrameSource } from "../../src/ports.js";

/** The next `count` pictures of a source; every picture is given to `look` as it comes. */
export async function collect(
  source: FrameSource,
  count: number,
  look: (frame: Frame) => void = () => {},
): Promise<readonly Frame[]> {
  const stop = new AbortController();
  const frames: Frame[] = [];
  for await (const frame of source.frames(stop.signal)) {
    frames.push(frame);
    look(frame);
    if (frames.length === count) break;
  }
  return frames;
}

/** Resolves once the source's status is `at`. */
export async function untilStatus(source: FrameSource, at: string): Promise<void> {
  while (source.status.at !== at) {
    await new Promise<void>((resolve) => {
      const watch = source.onChange(() => {
        watch[Symbol.dispose]();
        resolve();
      });
    });
  }
}
