import type { KeyName } from "../../src/call/key.js";
import type { KnownPeers } from "../../src/ports.js";
import type { KnownKey } from "../../src/trust/judge.js";

/** Keys without a disk. */
export class FakeKnown implements KnownPeers {
  keys: readonly KnownKey[] = [];
  readonly problem = undefined;

  remember({ fingerprint }: KeyName, labels: readonly string[]): void {
    this.keys = [...this.keys, { labels, fingerprint, blocked: false }];
  }
  block({ fingerprint }: KeyName): void {
    this.keys = [...this.keys, { labels: [], fingerprint, blocked: true }];
  }
  unblock({ fingerprint }: KeyName): boolean {
    const before = this.keys.length;
    this.keys = this.keys.filter((key) => !key.blocked || key.fingerprint !== fingerprint);
    return this.keys.length < before;
  }
  forget(): boolean {
    return false;
  }
}
