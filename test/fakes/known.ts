import type { PeerKey } from "../../src/call/key.js";
import type { KnownPeers } from "../../src/ports.js";
import type { KnownKey } from "../../src/trust/judge.js";

/** Keys without a disk. */
export class FakeKnown implements KnownPeers {
  readonly keys: KnownKey[] = [];
  readonly problem = undefined;

  remember({ base64 }: PeerKey, labels: readonly string[]): void {
    this.keys.push({ labels, base64, blocked: false });
  }
  block({ base64 }: PeerKey): void {
    this.keys.push({ labels: ["blocked"], base64, blocked: true });
  }
  forget(): boolean {
    return false;
  }
}
