/**
 * Text from strangers, made fit to print.
 *
 * A terminal obeys what it prints, so nothing a peer wrote may reach it with
 * a control character inside; nor with characters that reorder, hide or pile
 * up on their neighbours.
 */

/**
 * What has no place in a name: controls (C0, C1 with its one-byte CSI, DEL),
 * formats (bidi overrides, joiners, tags), private use, the unassigned, halves
 * of surrogate pairs, line separators, and whatever else is drawn as nothing.
 */
const UNFIT = "\\p{C}\\p{Zl}\\p{Zp}\\p{Default_Ignorable_Code_Point}";
/**
 * The emoji that Unicode recommends (UTS #51, RGI), whole: only inside of one
 * may a joiner or a selector stand. The flag `v` is newer than the language
 * that is compiled to, hence no literal.
 */
const EMOJI_OR_UNFIT = new RegExp(`(?<emoji>\\p{RGI_Emoji})|[${UNFIT}]+`, "gv");
/** More marks on one letter than everyday spelling stacks; Burmese needs four. */
const PILED_MARKS = /(\p{M}{4})\p{M}+/gu;
/** A mark without a letter of its own would sit on whatever we print before the text. */
const LOOSE_START = /^[\s\p{M}]+/u;
/** UTF-16 units read, and units kept, for each letter asked for: no letter needs more, and floods stop here. */
const READ = 32;
const KEPT = 8;

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** What a person sees as the characters of `text`. */
export function graphemes(text: string): readonly string[] {
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

/**
 * `text` on one line without anything a terminal could obey, at most `limit` graphemes long.
 * Empty when nothing is left. Takes a time bounded by `limit`, however long the text.
 */
export function cleanText(text: string, limit: number): string {
  const plain = text
    .slice(0, limit * READ)
    .replaceAll(/[\t\n\r\u2028\u2029]+/g, " ")
    .replaceAll(EMOJI_OR_UNFIT, "$<emoji>")
    .normalize("NFC")
    .replaceAll(PILED_MARKS, "$1")
    .replace(LOOSE_START, "");
  let letters = 0;
  let end = 0;
  for (const { index, segment } of segmenter.segment(plain)) {
    if (++letters > limit || index + segment.length > limit * KEPT) break;
    end = index + segment.length;
  }
  return plain.slice(0, end).trimEnd();
}
