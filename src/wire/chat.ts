/** What a chat message may be: the number its sender gave it, and a line of clean text. */
import { cleanText, graphemes } from "../util/text.js";
import { MAX_CHAT, MAX_CHAT_TEXT } from "./limits.js";
import { utf8Within } from "./utf8.js";

const NUMBER_BYTES = 4;
const MAX_TEXT_BYTES = MAX_CHAT - NUMBER_BYTES;
/** More messages than this are not made of one text. */
const MOST_PIECES = 10;

/** Payload of a chat message, or of the answer to one where `text` is empty; what is too long is cut. */
export function encodeChat(number: number, text: string): Uint8Array {
  const words = utf8Within(text, MAX_TEXT_BYTES);
  const bytes = new Uint8Array(NUMBER_BYTES + words.length);
  new DataView(bytes.buffer).setUint32(0, number);
  bytes.set(words, NUMBER_BYTES);
  return bytes;
}

/** Reads a payload of more than {@link NUMBER_BYTES} untrusted bytes. Never throws on their content. */
export function decodeChat(payload: Uint8Array): {
  readonly number: number;
  readonly text: string;
} {
  const view = new DataView(payload.buffer, payload.byteOffset, payload.length);
  const text = new TextDecoder().decode(payload.subarray(NUMBER_BYTES));
  return { number: view.getUint32(0), text: cleanText(text, MAX_CHAT_TEXT) };
}

/**
 * `text` as the messages that carry it, each of them within the limits and cut
 * at a space where there is one; none where nothing clean is left.
 */
export function chatPieces(text: string): readonly string[] {
  const pieces: string[] = [];
  let rest = graphemes(cleanText(text, MOST_PIECES * MAX_CHAT_TEXT));
  while (rest.length > 0 && pieces.length < MOST_PIECES) {
    const fits = fitting(rest);
    const space = rest.lastIndexOf(" ", fits);
    const end = fits === rest.length || space <= 0 ? fits : space;
    const piece = rest.slice(0, end).join("").trim();
    if (piece !== "") pieces.push(piece);
    rest = rest.slice(end);
  }
  return pieces;
}

/** How many of `letters`, from the first on, one message holds: one at least. */
function fitting(letters: readonly string[]): number {
  let bytes = 0;
  let count = 0;
  for (const letter of letters.slice(0, MAX_CHAT_TEXT)) {
    bytes += utf8Within(letter, MAX_TEXT_BYTES).length;
    if (bytes > MAX_TEXT_BYTES) break;
    count++;
  }
  return Math.max(1, count);
}
