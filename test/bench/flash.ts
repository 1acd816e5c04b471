/** How old a flash is on a screen: `pattern:flash` turns between black and white, and notes when it does. */
import { readFileSync } from "node:fs";
import type { Pty } from "../rig/pty.js";

export const monotonic = (): number => Number(process.hrtime.bigint()) / 1e6;

/** Watches a screen for `duration` milliseconds. @returns milliseconds from each turn in `log` to the screen, by what is `shown`. */
export async function flashAges(
  pty: Pty,
  log: string,
  { duration, shown }: { readonly duration: number; readonly shown: () => 0 | 1 | undefined },
): Promise<readonly number[]> {
  const turns: { readonly at: number; readonly flash: 0 | 1 }[] = [];
  let last: 0 | 1 | undefined;
  const until = monotonic() + duration;
  await pty.until("the end", () => {
    const flash = shown();
    if (flash !== undefined && flash !== last) turns.push({ at: monotonic(), flash });
    last = flash ?? last;
    return monotonic() > until;
  });
  const captured = readFileSync(log, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(" ").map(Number));
  return turns.slice(1).map(({ at, flash }) => {
    const own = captured.findLast(([ns, turned]) => turned === flash && ns! / 1e6 <= at);
    return at - (own?.[0] ?? Number.NaN) / 1e6;
  });
}

/** Black 0 or white 1 where the cell at column `x` and row `y` is one of them. */
export function flashOf(pty: Pty, x: number, y: number): 0 | 1 | undefined {
  const { glyph, fg, bg } = pty.cell(x, y);
  const color = glyph === " " ? bg : fg;
  return (color & 255) > 200 ? 1 : (color & 255) < 50 ? 0 : undefined;
}
