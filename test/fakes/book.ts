import type { AddressBook, RecentCall, SavedPeer } from "../../src/ports.js";

/** An address book without a disk. */
export class FakeBook implements AddressBook {
  readonly saved: SavedPeer[] = [];
  readonly recent: RecentCall[] = [];
  readonly problem = undefined;

  find(name: string): SavedPeer | undefined {
    return this.saved.find((peer) => peer.name === name);
  }
  save(peer: SavedPeer): void {
    this.saved.push(peer);
  }
  remove(): boolean {
    return false;
  }
  note(call: RecentCall): void {
    this.recent.unshift(call);
  }
  erase(): boolean {
    return false;
  }
  onChange(): Disposable {
    return { [Symbol.dispose]: () => undefined };
  }
}
