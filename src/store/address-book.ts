/**
 * Saved peers and recent calls in one file that several tetattys may share.
 *
 * Every change is made to what the file says *now*, under a lock, and put in
 * place by one rename: a reader sees the old book or the new one, and nobody's
 * change is lost. There is no fsync: it may take longer than a picture lasts,
 * and what a power cut could cost is the last call's line.
 */
import { renameSync } from "node:fs";
import type { AddressBook, RecentCall, SavedPeer } from "../ports.js";
import { Changes } from "../util/changes.js";
import { cleanText } from "../util/text.js";
import {
  EMPTY_BOOK,
  readBook,
  RECENT_KEPT,
  RECENT_NAME_KEPT,
  writeBook,
  type Book,
} from "./book-text.js";
import { changeFile, readIfThere, replaceFile } from "./file.js";
import { nameFault } from "./peer-name.js";

/** Opens the book kept at `path`. What cannot be read is said in `problem`; nothing is thrown. */
export function openAddressBook(path: string): AddressBook {
  return new AddressBookFile(path);
}

type Edit = (book: Book) => Book;

class AddressBookFile implements AddressBook {
  readonly #path: string;
  readonly #changes = new Changes();
  readonly #unwritten: Edit[] = [];
  #book: Book = EMPTY_BOOK;
  #problem: string | undefined;

  constructor(path: string) {
    this.#path = path;
    this.#try(() => {
      this.#book = this.#load();
    });
  }

  get saved(): readonly SavedPeer[] {
    return this.#book.saved;
  }

  get recent(): readonly RecentCall[] {
    return this.#book.recent;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  find(name: string): SavedPeer | undefined {
    const wanted = name.normalize("NFC");
    return this.saved.find((peer) => peer.name === wanted);
  }

  /** @throws RangeError for a name that {@link nameFault} objects to. */
  save(peer: SavedPeer): void {
    const name = peer.name.normalize("NFC");
    const fault = nameFault(name);
    if (fault !== undefined) throw new RangeError(`address book: "${name}" ${fault}`);
    const kept = { name, address: peer.address };
    this.#change(({ saved, recent }) => ({ recent, saved: [...without(saved, name), kept] }));
  }

  remove(name: string): boolean {
    const unwanted = name.normalize("NFC");
    let found = false;
    this.#change(({ saved, recent }) => {
      found = saved.some((peer) => peer.name === unwanted);
      return { recent, saved: without(saved, unwanted) };
    });
    return found;
  }

  note(call: RecentCall): void {
    const { address, kind, when, fingerprint, proven } = call;
    const name = cleanText(call.name, RECENT_NAME_KEPT);
    const line = {
      name,
      address,
      kind,
      when,
      ...(fingerprint !== undefined && { fingerprint }),
      ...(proven !== undefined && { proven }),
    };
    this.#change(({ saved, recent }) => ({
      saved,
      recent: [line, ...recent].toSorted((a, b) => b.when - a.when).slice(0, RECENT_KEPT),
    }));
  }

  erase(unwanted: (call: RecentCall) => boolean): boolean {
    let found = false;
    this.#change(({ saved, recent }) => {
      const kept = recent.filter((call) => !unwanted(call));
      found = kept.length < recent.length;
      return { saved, recent: kept };
    });
    return found;
  }

  onChange(listener: () => void): Disposable {
    return this.#changes.onChange(listener);
  }

  /** Edits the file's book. While it cannot be written, edits are kept in memory and go with the next one. */
  #change(edit: Edit): void {
    this.#unwritten.push(edit);
    const written = this.#try(() => {
      changeFile(this.#path, () => {
        const next = this.#unwritten.reduce((book, each) => each(book), this.#load());
        replaceFile(this.#path, writeBook(next));
        this.#book = next;
      });
    });
    if (written) this.#unwritten.length = 0;
    else this.#book = edit(this.#book);
    this.#changes.tell();
  }

  /** Does `work`; what goes wrong becomes the problem of the day instead of the program's end. */
  #try(work: () => void): boolean {
    this.#problem = undefined;
    try {
      work();
      return true;
    } catch (error) {
      this.#problem = `the address book stays in memory: ${(error as Error).message}`;
      return false;
    }
  }

  #load(): Book {
    const text = readIfThere(this.#path);
    if (text === undefined) return EMPTY_BOOK;
    const read = readBook(text);
    if (read.is === "newer") {
      throw new Error(`${this.#path} was written by a newer tetatty, and is left alone`);
    }
    if (read.damaged) this.#setAside(read.book);
    return read.book;
  }

  /** Keeps a damaged file beside what could be read of it, so that it is complained about once. */
  #setAside(rest: Book): void {
    const aside = `${this.#path}.broken`;
    renameSync(this.#path, aside);
    replaceFile(this.#path, writeBook(rest));
    this.#problem = `part of the address book made no sense: the file is kept as ${aside}`;
  }
}

const without = (peers: readonly SavedPeer[], name: string): readonly SavedPeer[] =>
  peers.filter((peer) => peer.name !== name);
