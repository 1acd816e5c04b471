/**
 * Keys of peers as text that a person may edit by hand: one key a line, after
 * the names and addresses it answers to. What is no such line stays as it is.
 *
 *     # met at the conference
 *     alice,192.168.1.20 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI... 2026-11-21
 *     mallory ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI... 2026-11-22 blocked
 */
import type { KnownKey } from "../trust/judge.js";
import type { PeerKey } from "../call/key.js";
import { KEY_TYPE, parsePeerKey } from "../trust/peer-key.js";

/** A line and what it says; nothing for comments and slips of the hand. */
interface KnownLine {
  readonly text: string;
  readonly says?: KnownKey;
}

export type KnownText = readonly KnownLine[];

const HEADER: KnownText = [
  {
    text: "# Whom tetatty has met: names or addresses, key, day. Lines may be removed or commented.",
  },
];
/** No label may look like the space between two, or like a comment. */
const LABEL = /^[^\s,#][^\s,]*$/;
const BLOCKED = "blocked";

export function readKnown(text: string): KnownText {
  const lines = text.replace(/\n$/, "").split("\n");
  return lines.map((line) => {
    const says = readKey(line);
    return says ? { text: line, says } : { text: line };
  });
}

export function writeKnown(known: KnownText): string {
  return known.map(({ text }) => `${text}\n`).join("");
}

export function keysOf(known: KnownText): readonly KnownKey[] {
  return known.flatMap(({ says }) => (says ? [says] : []));
}

/** With `key` answering to `labels` too; `day` is written beside a key that is new. */
export function withKey(
  known: KnownText,
  { base64 }: PeerKey,
  labels: readonly string[],
  day: string,
): KnownText {
  const fit = labels.filter((label) => LABEL.test(label));
  const at = known.findIndex(({ says }) => says?.base64 === base64 && !says.blocked);
  const old = known[at];
  if (old?.says) {
    const all = [...new Set([...old.says.labels, ...fit])].join(",");
    return known.with(at, lineOf(old.text.trim().replace(/^\S+/, () => all)));
  }
  const before = known.length === 0 ? HEADER : known;
  return fit.length === 0
    ? known
    : [...before, lineOf(`${fit.join(",")} ${KEY_TYPE} ${base64} ${day}`)];
}

/** Without the keys that `label` names: a whole line goes, whatever else it is called. */
export function withoutLabel(known: KnownText, label: string): KnownText {
  return known.filter(({ says }) => !says?.labels.includes(label));
}

function lineOf(text: string): KnownLine {
  const says = readKey(text);
  return says ? { text, says } : { text };
}

function readKey(line: string): KnownKey | undefined {
  const [labels = "", type, base64 = "", ...rest] = line.trim().split(/\s+/);
  if (labels.startsWith("#") || type !== KEY_TYPE || !parsePeerKey(base64)) return undefined;
  return { labels: labels.split(","), base64, blocked: rest.includes(BLOCKED) };
}
