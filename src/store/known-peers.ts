/** The keys of peers in one file, as `known_hosts` is for SSH. See `known-text.ts` for the lines. */
import type { KnownPeers } from "../ports.js";
import { isBlocked, type KnownKey } from "../trust/judge.js";
import type { KeyName } from "../call/key.js";
import { changeFile, readIfThere, replaceFile } from "./file.js";
import { KeyFileError } from "./identity-file.js";
import {
  keysOf,
  type KnownText,
  readKnown,
  type SomeKey,
  withBlocked,
  withKey,
  withoutLabel,
  withUnblocked,
  writeKnown,
} from "./known-text.js";

/**
 * Opens the keys kept at `path`.
 *
 * @throws KeyFileError when the file is there and cannot be read: without it
 * everybody would be a stranger, and a changed key would look like one.
 */
export function openKnownPeers(path: string): KnownPeers {
  return new KnownPeersFile(path);
}

/** Knows nobody, and remembers nobody. */
export const NO_PEERS: KnownPeers = {
  keys: [],
  problem: undefined,
  remember: () => undefined,
  forget: () => false,
  block: () => undefined,
  unblock: () => false,
};

type Edit = (known: KnownText) => KnownText;

class KnownPeersFile implements KnownPeers {
  readonly #path: string;
  /** What was last read, without {@link #unwritten}, and what it was made from. */
  #text: KnownText = [];
  #read: string | undefined;
  /** Edits the disk has not taken yet: they are kept in memory and go with the next one. */
  readonly #unwritten: Edit[] = [];
  #problem: string | undefined;

  constructor(path: string) {
    this.#path = path;
    try {
      this.#load();
    } catch (error) {
      const why = (error as Error).message;
      throw new KeyFileError(
        `the keys of your peers cannot be read: ${why}`,
        `check ${path}`,
        error,
      );
    }
  }

  get keys(): readonly KnownKey[] {
    try {
      this.#load();
    } catch {
      // What was read before still tells a changed key from a new one.
    }
    return keysOf(this.#edited(this.#text));
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  remember(key: SomeKey, labels: readonly string[]): void {
    const day = today();
    this.#change((known) => withKey(known, key, labels, day));
  }

  forget(label: string): boolean {
    const before = this.keys.length;
    this.#change((known) => withoutLabel(known, label));
    return this.keys.length < before;
  }

  block(key: KeyName, saidName: string): void {
    const day = today();
    this.#change((known) => withBlocked(known, key, saidName, day));
  }

  unblock(key: KeyName): boolean {
    const before = isBlocked(key, this.keys);
    this.#change((known) => withUnblocked(known, key));
    return before && !isBlocked(key, this.keys);
  }

  #change(edit: Edit): void {
    this.#unwritten.push(edit);
    this.#problem = undefined;
    try {
      changeFile(this.#path, () => {
        const now = this.#load();
        const next = this.#edited(now);
        if (writeKnown(next) !== writeKnown(now)) replaceFile(this.#path, writeKnown(next));
      });
      this.#unwritten.length = 0;
    } catch (error) {
      this.#problem = `keys of peers stay in memory: ${(error as Error).message}`;
    }
  }

  #edited(known: KnownText): KnownText {
    return this.#unwritten.reduce((text, edit) => edit(text), known);
  }

  /** Whoever knocks is looked up, so what has not changed is not parsed again. */
  #load(): KnownText {
    const text = readIfThere(this.#path) ?? "";
    if (text === this.#read) return this.#text;
    this.#text = text === "" ? [] : readKnown(text);
    this.#read = text;
    return this.#text;
  }
}

/** `2026-11-21` */
const today = (): string => new Date().toISOString().slice(0, 10);
