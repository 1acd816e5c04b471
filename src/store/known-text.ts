/**
 * Keys of peers as text that a person may edit by hand: one key a line, after
 * the names and addresses it answers to. What is no such line stays as it is.
 *
 *     # met at the conference
 *     alice,192.168.1.20 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI... 2026-11-21
 *     bob SHA256:sxvLQ0dx7f3hZCt3e0lGsB7LkXz6sWYv1c8Zz0m6T2o 2026-11-22
 *     SHA256:9zB0Uv1bX1Qp8mZ0n4kT2cG7hYw5s3RdE6fJaLqPoIu 2026-11-22 blocked mallory
 *
 * A fingerprint stands for a key of which no more is known, from an invite.
 * After `blocked` stands what somebody called themselves: it is no label, for a
 * name that was taken must not pin anything should the line be unblocked.
 */
import type { KnownKey } from "../trust/judge.js";
import type { KeyName, PeerKey } from "../call/key.js";
import { isFingerprint, KEY_TYPE, parsePeerKey } from "../trust/peer-key.js";

/** A key, or as much of it as an invite says. */
export type SomeKey = KeyName & Partial<PeerKey>;

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
/** The word, and the name after it. */
const BLOCKED_TAIL = /\s+blocked(?:\s[^]*)?$/;

export function readKnown(text: string): KnownText {
  const lines = text.replace(/\n$/, "").split("\n");
  return lines.map(lineOf);
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
  { fingerprint, base64 }: SomeKey,
  labels: readonly string[],
  day: string,
): KnownText {
  const fit = labels.filter((label) => LABEL.test(label));
  const at = known.findIndex(({ says }) => says?.fingerprint === fingerprint && !says.blocked);
  const old = known[at];
  if (old?.says) {
    const all = [...new Set([...old.says.labels, ...fit])].join(",");
    return known.with(at, lineOf(old.text.trim().replace(/^\S+/, () => all)));
  }
  const key = base64 === undefined ? fingerprint : `${KEY_TYPE} ${base64}`;
  return fit.length === 0 ? known : withLine(known, `${fit.join(",")} ${key} ${day}`);
}

/** Without the keys that `label` names: a whole line goes, whatever else it is called. */
export function withoutLabel(known: KnownText, label: string): KnownText {
  return known.filter(({ says }) => !says?.labels.includes(label));
}

/** With the key blocked, under whatever it answers to; `saidName` and `day` are written beside a key that is new. */
export function withBlocked(
  known: KnownText,
  { fingerprint }: KeyName,
  saidName: string,
  day: string,
): KnownText {
  const isMet = known.some(({ says }) => says?.fingerprint === fingerprint);
  if (!isMet) {
    const name = saidName.trim().replaceAll(/\s+/g, "-");
    return withLine(known, `${fingerprint} ${day} ${BLOCKED} ${name}`.trimEnd());
  }
  return known.map((line) =>
    line.says?.fingerprint === fingerprint && !line.says.blocked
      ? lineOf(`${line.text.trimEnd()} ${BLOCKED}`)
      : line,
  );
}

/** With the key as it was before it was blocked: unknown, or answering to its labels. */
export function withUnblocked(known: KnownText, { fingerprint }: KeyName): KnownText {
  return known.flatMap((line) => {
    if (line.says?.fingerprint !== fingerprint || !line.says.blocked) return [line];
    return line.says.labels.length === 0 ? [] : [lineOf(line.text.replace(BLOCKED_TAIL, ""))];
  });
}

function withLine(known: KnownText, text: string): KnownText {
  return [...(known.length === 0 ? HEADER : known), lineOf(text)];
}

function lineOf(text: string): KnownLine {
  const says = readKey(text);
  return says ? { text, says } : { text };
}

function readKey(line: string): KnownKey | undefined {
  const words = line.trim().split(/\s+/);
  const [first = ""] = words;
  if (first.startsWith("#")) return undefined;
  const nameless = isFingerprint(first);
  const [key = "", ...rest] = nameless ? words : words.slice(1);
  const isWhole = key === KEY_TYPE;
  const fingerprint = isWhole ? parsePeerKey(rest[0] ?? "")?.fingerprint : key;
  const blocked = rest.includes(BLOCKED);
  // A key without a name is good for nothing but to be blocked.
  if (fingerprint === undefined || !isFingerprint(fingerprint) || (nameless && !blocked))
    return undefined;
  if (!nameless) return { labels: first.split(","), fingerprint, blocked };
  const saidName = rest[rest.indexOf(BLOCKED) + 1];
  return { labels: [], fingerprint, blocked, ...(saidName === undefined ? {} : { saidName }) };
}
