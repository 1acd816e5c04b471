import { ascii, PARAMETER, PARAMETER_LENGTH, put } from "../bytes.js";
import { BACKGROUND, type Ground, type Inks, NO_COLOR } from "./inks.js";

const FOREGROUND_DIRECT = ascii("38;2");
const BACKGROUND_DIRECT = ascii("48;2");
const SEMICOLON = ascii(";");

/** Every colour there is: `38;2;R;G;B` (ISO 8613-6 with the semicolons that terminals agreed on). */
export class DirectInks implements Inks {
  readonly initial = { fg: NO_COLOR, bg: NO_COLOR };

  mix(): void {}

  select(at: number, color: number, ground: Ground): number {
    const red = color >> 16;
    const green = (color >> 8) & 255;
    const blue = color & 255;
    let next = at;
    put(next, ground === BACKGROUND ? BACKGROUND_DIRECT : FOREGROUND_DIRECT);
    put(next + 4, SEMICOLON);
    next += 5;
    put(next, PARAMETER[red]!);
    next += PARAMETER_LENGTH[red]!;
    put(next, PARAMETER[green]!);
    next += PARAMETER_LENGTH[green]!;
    put(next, PARAMETER[blue]!);
    return next + PARAMETER_LENGTH[blue]!;
  }
}
