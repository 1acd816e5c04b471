/** Listeners of something that changes; each subscription is undone by disposing what it returned. */
export class Changes {
  readonly #listeners = new Set<() => void>();

  onChange(listener: () => void): Disposable {
    // A fresh function, so that the same listener may subscribe twice.
    const entry = () => listener();
    this.#listeners.add(entry);
    return { [Symbol.dispose]: () => void this.#listeners.delete(entry) };
  }

  tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
