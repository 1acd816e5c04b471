/**
 * Text from strangers, made fit to print.
 *
 * A terminal obeys what it prints, so nothing a peer wrote may reach it with
 * a control character inside; nor with characters that reorder, hide or pile
 * up on their neighbours.
 */

/**
 * Controls (C0, C1 with its one-byte CSI, DEL), private use, line separators,
 * bidi overrides and isolates, zero-width and variation selectors, tags,
 * halves of surrogate pairs.
 */
const UNFIT =
  /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\p{Variation_Selector}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\u{e0000}-\u{e007f}]+/gu;
/** More marks on one letter than any language's everyday spelling stacks. */
const PILED_MARKS = /(\p{M}{2})\p{M}+/gu;

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** What a person sees as the characters of `text`. */
export function graphemes(text: string): readonly string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/** `text` on one line without anything a terminal could obey, at most `limit` graphemes long. */
export function cleanText(text: string, limit: number): string {
  // Cut first: cleaning a megabyte to keep 32 letters would be a gift to an attacker.
  const short = text.slice(0, limit * 32).normalize("NFC");
  const plain = short
    .replaceAll(/[\t\n\r\u2028\u2029]+/g, " ")
    .replaceAll(UNFIT, "")
    .replaceAll(PILED_MARKS, "$1")
    .trim();
  const letters = graphemes(plain);
  return letters.length <= limit ? plain : letters.slice(0, limit).join("");
}
