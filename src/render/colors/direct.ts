import * as bytes from "../bytes.js";
import { BACKGROUND, type Ground, type Inks, NO_COLOR } from "./inks.js";

/** Names of this module's own: V8 folds a module's constants into its loops, but not those it imports. */
const out = new DataView(bytes.scratch.buffer);
const LEVEL = bytes.PARAMETER;
const LEVEL_LENGTH = bytes.PARAMETER_LENGTH;

const FOREGROUND_DIRECT = bytes.ascii("38;2");
const BACKGROUND_DIRECT = bytes.ascii("48;2");
/** Both, with their semicolon. */
const PREFIX = 5;
const SEMICOLON = bytes.ascii(";");

/** Every colour there is: `38;2;R;G;B` (ISO 8613-6 with the semicolons that terminals agreed on). */
export class DirectInks implements Inks {
  readonly initial = { fg: NO_COLOR, bg: NO_COLOR };
  readonly all = true;

  grain(): void {}

  nearest(color: number): number {
    return color;
  }

  bytes(color: number): number {
    const levels =
      LEVEL_LENGTH[color >> 16]! + LEVEL_LENGTH[(color >> 8) & 255]! + LEVEL_LENGTH[color & 255]!;
    return PREFIX + levels;
  }

  select(at: number, color: number, ground: Ground): number {
    const red = color >> 16;
    const green = (color >> 8) & 255;
    const blue = color & 255;
    let next = at;
    out.setInt32(next, ground === BACKGROUND ? BACKGROUND_DIRECT : FOREGROUND_DIRECT, true);
    out.setInt32(next + 4, SEMICOLON, true);
    next += 5;
    out.setInt32(next, LEVEL[red]!, true);
    next += LEVEL_LENGTH[red]!;
    out.setInt32(next, LEVEL[green]!, true);
    next += LEVEL_LENGTH[green]!;
    out.setInt32(next, LEVEL[blue]!, true);
    return next + LEVEL_LENGTH[blue]!;
  }
}
