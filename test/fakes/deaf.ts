import type { ControlsListener } from "../../src/view/controls.js";

const silent = (): void => undefined;

/** Hears of nothing that keys do. */
export const DEAF: ControlsListener = {
  onCommand: silent,
  onLeave: silent,
  onRedraw: silent,
  onSuspend: silent,
  onColors: silent,
  onRefused: silent,
  onGlyphs: silent,
};
