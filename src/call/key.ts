/** What is known of keys without touching any: the cryptography is `trust/`'s. */

/** Who somebody is: the same key, the same person, whatever they call themselves and wherever they are. */
export interface PeerKey {
  /** `SHA256:` and 43 characters: what `ssh-keygen -lf` prints for this key. */
  readonly fingerprint: string;
  /** The key as it stands in an OpenSSH public key line. */
  readonly base64: string;
}

/** Stands where a key would, for those who have shown none and could show none. */
export const NO_KEY: PeerKey = { fingerprint: "", base64: "" };

/** A key by its fingerprint alone: enough to know it again, not to show it. */
export type KeyName = Pick<PeerKey, "fingerprint">;

/** Whether the key that answered is the one we meant to reach. */
export type Verdict =
  /** It is who they said, as far as keys can tell. */
  | "known"
  /** First contact: only the user can tell. */
  | "new"
  /** Another key than the one expected: never go on. */
  | "changed"
  /** The user wants to hear no more from it. */
  | "blocked";
