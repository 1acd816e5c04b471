/** Where a text stops being JSON (RFC 8259): engines tell it in words that differ, or not at all. */

const SPACE = /[\t\n\r ]*/y;
const TEXT = /"(?:[^"\\\p{Cc}]|[\u007f-\u009f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"/uy;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[Ee][+-]?\d+)?|true|false|null/y;

/** The line, from 1, of the first character of `text` that no JSON has there; the last one where more is missing. */
export function lineOfFault(text: string): number {
  const scan = new Scan(text);
  scan.value();
  return text.slice(0, scan.at).split("\n").length;
}

/** Goes as far as the text is JSON. Each step tells whether it went all its way. */
class Scan {
  at = 0;
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  value(): boolean {
    this.#skip(SPACE);
    if (this.#take("{")) return this.#list("}", () => this.#member());
    if (this.#take("[")) return this.#list("]", () => this.value());
    return this.#skip(TEXT) || this.#skip(SCALAR);
  }

  #member(): boolean {
    this.#skip(SPACE);
    return this.#skip(TEXT) && this.#take(":") && this.value();
  }

  #list(end: string, entry: () => boolean): boolean {
    if (this.#take(end)) return true;
    do if (!entry()) return false;
    while (this.#take(","));
    return this.#take(end);
  }

  /** Stays before what is not there, and after the space before that. */
  #take(mark: string): boolean {
    this.#skip(SPACE);
    if (!this.#text.startsWith(mark, this.at)) return false;
    this.at += mark.length;
    return true;
  }

  #skip(what: RegExp): boolean {
    what.lastIndex = this.at;
    if (!what.test(this.#text)) return false;
    this.at = what.lastIndex;
    return true;
  }
}
