/**
 * Pictures in the graphics protocol of kitty
 * (https://sw.kovidgoyal.net/kitty/graphics-protocol/), which some other
 * terminals speak, too: the terminal scales them to the cells they cover.
 */
import type { Size } from "../../frame/frame.js";
import type { Rect } from "../rect.js";

/** What a sequence may carry of a picture; the protocol's own limit. */
const CHUNK = 4096;

const command = (control: string, payload = ""): string =>
  `\x1b_G${control}${payload === "" ? "" : `;${payload}`}\x1b\\`;

export interface KittyImage {
  /** Its name in the terminal: what had it before is replaced. */
  readonly id: number;
  readonly size: Size;
  /** RGB, row-major, deflated (RFC 1950), in base64. */
  readonly data: string;
}

/** Draws a picture over cells of the terminal, over what is written there. Nothing is answered. */
export function kittyDraw({ id, size, data }: KittyImage, { x, y, cols, rows }: Rect): string {
  const where = `\x1b[${y + 1};${x + 1}H`;
  const what = `a=T,f=24,o=z,s=${size.width},v=${size.height},i=${id},p=1,c=${cols},r=${rows},C=1,q=2`;
  const parts: string[] = [where];
  for (let at = 0; at === 0 || at < data.length; at += CHUNK) {
    const more = at + CHUNK < data.length ? 1 : 0;
    parts.push(command(`${at === 0 ? `${what},` : ""}m=${more}`, data.slice(at, at + CHUNK)));
  }
  return parts.join("");
}

/** Takes a picture away, and what the terminal kept of it. */
export const kittyErase = (id: number): string => command(`a=d,d=I,i=${id},q=2`);
