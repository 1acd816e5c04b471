/** How long it stands, in milliseconds. */
const WHILE = 2000;

/** What the screen has just done by itself, said for a moment. */
export class Remark {
  readonly #onChange: () => void;
  #text: string | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  get text(): string | undefined {
    return this.#text;
  }

  say(text: string): void {
    clearTimeout(this.#timer);
    this.#text = text;
    this.#timer = setTimeout(() => {
      this.#text = undefined;
      this.#onChange();
    }, WHILE);
    this.#onChange();
  }

  close(): void {
    clearTimeout(this.#timer);
  }
}
