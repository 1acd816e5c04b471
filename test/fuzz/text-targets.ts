/** Text from terminals, files, people and invites. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { formatAddress, parseAddress } from "../../src/call/address.js";
import { readConfig } from "../../src/cli/config-file.js";
import { UsageError } from "../../src/cli/exit.js";
import { OPTION_NAMES } from "../../src/cli/option-table.js";
import { settle } from "../../src/cli/settle.js";
import { EMPTY_BOOK, readBook, writeBook } from "../../src/store/book-text.js";
import {
  keysOf,
  readKnown,
  withBlocked,
  withKey,
  withUnblocked,
  writeKnown,
} from "../../src/store/known-text.js";
import { makeIdentity, parseIdentity } from "../../src/trust/identity.js";
import { formatInvite, parseInvite } from "../../src/trust/invite.js";
import { isBlocked } from "../../src/trust/judge.js";
import { publicKeyLine } from "../../src/trust/peer-key.js";
import { graphemes, cleanText } from "../../src/util/text.js";
import { cellAspect } from "../../src/view/cell-size.js";
import { type Input, Tokens } from "../../src/view/tokens.js";
import { cutAt } from "../wire/samples.js";
import { mutate, mutateJson } from "./mutate.js";
import { Roll } from "./roll.js";
import { SCRATCH } from "./report.js";
import type { Target } from "./target.js";
import { WHOLE_EMOJI } from "../rig/whole-emoji.js";

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** Makes inputs from good ones, one in ten left as it is. */
const from =
  (good: readonly string[]): Target["make"] =>
  (roll) => {
    const [one, other] = [bytesOf(roll.of(good)), bytesOf(roll.of(good))];
    return roll.chance(0.1) ? one : mutate(one, roll, other);
  };

/** The same for JSON, which few accidents survive. */
const fromJson = (good: readonly string[]): Target["make"] => {
  const make = from(good);
  return (roll) => (roll.chance(0.6) ? bytesOf(mutateJson(roll.of(good), roll)) : make(roll));
};

/** What a terminal sends: keys, mouse, pastes, replies, and all of them at once. */
const TYPED: readonly string[] = [
  "hello \u{1f468}\u200d\u{1f469}\u200d\u{1f467} e\u0301\r\x7f\t\x01",
  "\x1b[A\x1b[1;5C\x1b[3~\x1bOP\x1b[Z\x1bx\x1b\x1b",
  "\x1b[97;5u\x1b[13;1:3u\x1b[57358;2u\x1b[1114111u",
  "\x1b[<0;10;5M\x1b[<64;1;1M\x1b[<35;200;200m\x1b[M !!",
  "\x1b[200~pasted\x1b[A text\x1b[201~q",
  "\x1b[I\x1b[O\x1b[?62;22c\x1b[>41;360;0c\x1b[0n\x1b[5;10R\x1b[6;16;8t\x1b[4;480;800t",
  "\x1b]11;rgb:0000/1111/ffff\x1b\\\x1bP>|xterm(390)\x1b\\\x1b]52;c;aGk=\x07",
];

const tokens: Target = {
  name: "tokens",
  weight: 25,
  outcomes: ["key", "paste", "mouse", "focus", "reply", "nothing"],
  make: from(TYPED),
  run(input) {
    const roll = new Roll(input.length);
    const places = Array.from({ length: roll.below(6) }, () => roll.below(input.length + 1));
    const tokenizer = new Tokens();
    const seen: Input[] = [];
    for (const part of cutAt(input, places)) seen.push(...tokenizer.push(textOf(part)));
    for (let left = input.length; left > 0 && tokenizer.undecided; left--)
      seen.push(...tokenizer.decide());
    assert.ok(!tokenizer.undecided, "it cannot decide");
    for (const each of seen)
      if (each.type === "reply") cellAspect(each.text, { cols: 80, rows: 24 });
    return roll.of(seen.length === 0 ? ["nothing"] : seen.map(({ type }) => type));
  },
};

const names: Target = {
  name: "names",
  weight: 15,
  outcomes: ["empty", "fit"],
  make: from([
    "alice",
    "Z\u0351\u036b\u0343a\u0300\u0301\u0302\u0303\u0304\u0305l",
    "\u{1f468}\u200d\u{1f469}\u200d\u{1f467} \u202egpj.exe {red-fg}",
    "\x1b[2J\x1b]0;owned\x07\u009b31m\u0085",
    "  \u0300\u200b ",
    "\u1019\u103c\u1014\u103a\u1019\u102c",
  ]),
  run(input) {
    const clean = cleanText(textOf(input), 32);
    assert.doesNotMatch(clean.replaceAll(WHOLE_EMOJI, ""), /[\p{C}\p{Zl}\p{Zp}]/u);
    assert.ok(graphemes(clean).length <= 32 && clean.length <= 32 * 8);
    return clean === "" ? "empty" : "fit";
  },
};

const BOOKS: readonly string[] = [
  writeBook({
    saved: [
      { name: "alice", address: { host: "192.168.1.20", port: 7887 } },
      { name: "bob@home", address: { host: "::1", port: 9 } },
    ],
    recent: [
      { name: "m", address: { host: "h", port: 1 }, kind: "missed", when: 1_760_000_000_000 },
    ],
  }),
  writeBook(EMPTY_BOOK),
  `{"version":2,"saved":[[]],"recent":{"__proto__":null}}`,
];

const book: Target = {
  name: "book",
  weight: 10,
  outcomes: ["sound", "damaged", "newer"],
  make: fromJson(BOOKS),
  run(input) {
    const got = readBook(textOf(input));
    if (got.is === "newer") return got.is;
    const again = readBook(writeBook(got.book));
    assert.deepEqual(again, { is: "book", book: got.book, damaged: false }, "it forgets");
    return got.damaged ? "damaged" : "sound";
  },
};

const ADDRESSES = ["alice", "alice:99", "[::1]:80", "fe80::1%eth0", "1.2.3.4:7887", ":0"];

const address: Target = {
  name: "address",
  weight: 10,
  outcomes: ["none", "one"],
  make: from(ADDRESSES),
  run(input) {
    const got = parseAddress(textOf(input));
    if (got) assert.deepEqual(parseAddress(formatAddress(got)), got, "it changes on the way");
    return got ? "one" : "none";
  },
};

/** A real identity: its secret is nobody's. */
const SOMEBODY = makeIdentity();

const invite: Target = {
  name: "invite",
  weight: 5,
  outcomes: ["none", "one"],
  make: from(
    [ADDRESSES[1], "[::1]:80", "h"].map(
      (place) => `tetatty://${place}#${SOMEBODY.key.fingerprint}`,
    ),
  ),
  run(input) {
    const got = parseInvite(textOf(input));
    if (got) assert.deepEqual(parseInvite(formatInvite(got)), got, "it changes on the way");
    return got ? "one" : "none";
  },
};

const known: Target = {
  name: "known",
  weight: 5,
  outcomes: ["nobody", "somebody"],
  make: from([
    `# met at the conference\nalice,192.168.1.20 ${publicKeyLine(SOMEBODY.key, "2026-11-21")}\n`,
    `mallory ${publicKeyLine(SOMEBODY.key, "2026-11-22 blocked")}\n\n`,
    `bob ${SOMEBODY.key.fingerprint} 2026-11-22\n${SOMEBODY.key.fingerprint} 2026-11-22 blocked eve\n`,
  ]),
  run(input) {
    const text = readKnown(textOf(input));
    const keys = keysOf(text);
    assert.deepEqual(keysOf(readKnown(writeKnown(text))), keys, "it forgets");
    const more = keysOf(withKey(text, SOMEBODY.key, ["carol"], "2026-11-23"));
    assert.ok(
      more.some(({ labels }) => labels.includes("carol")),
      "it does not learn",
    );
    const blocked = withBlocked(text, SOMEBODY.key, "eve", "2026-11-23");
    assert.ok(isBlocked(SOMEBODY.key, keysOf(readKnown(writeKnown(blocked)))), "it does not block");
    const freed = keysOf(readKnown(writeKnown(withUnblocked(blocked, SOMEBODY.key))));
    assert.ok(!isBlocked(SOMEBODY.key, freed), "it blocks for ever");
    return keys.length === 0 ? "nobody" : "somebody";
  },
};

const identity: Target = {
  name: "identity",
  weight: 1,
  outcomes: ["none", "one"],
  make: from([SOMEBODY.secret]),
  run: (input) => (parseIdentity(textOf(input)) ? "one" : "none"),
};

const config: Target = {
  name: "config",
  weight: 3,
  outcomes: ["told", "settled"],
  make: fromJson([
    `{ "fps": 20, "name": "alice", "source": "pattern:ball", "mirror": false }`,
    `{ "listen": "0.0.0.0:7887", "size": "160x90", "headless": true, "video": "off" }`,
    `{}`,
  ]),
  run(input) {
    const path = SCRATCH;
    writeFileSync(path, input);
    try {
      settle({ flags: {}, environment: {}, file: readConfig(path), path }, OPTION_NAMES);
      return "settled";
    } catch (error) {
      if (error instanceof UsageError) return "told";
      throw error;
    }
  },
};

export const TEXT_TARGETS: readonly Target[] = [
  tokens,
  names,
  book,
  address,
  invite,
  known,
  identity,
  config,
];
