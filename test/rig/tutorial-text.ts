/**
 * The tutorials' programs, as their documents print them. Printing has cost
 * them their indentation and a line break here and there: only those are put
 * back, as numbers. Nothing of their text is kept here.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../../..");
const DOCUMENTS = process.env["TETATTY_TUTORIALS"] ?? resolve(ROOT, "../shared/seeds");

/** Why the tests that need the documents are skipped, or false. */
export const tutorials: string | false = existsSync(DOCUMENTS)
  ? false
  : "the tutorials' documents are not here (TETATTY_TUTORIALS names their folder)";

interface Listing {
  /** How the document's name begins. */
  readonly document: string;
  /** Number of the first line, from 1. */
  readonly from: number;
  /** How deep each line stands, a digit each. */
  readonly depths: string;
  /** Lines that were two: where the second begins, by their number. */
  readonly joints?: Readonly<Record<number, number>>;
}

const LISTINGS = {
  "VideoStream.py": {
    document: "001",
    from: 21,
    depths:
      "0000012222222222222222222222222222223233333344334444434233443333333344" +
      "34012334444456565534433422012334444545455344401233233",
  },
  "chat-server.py": {
    document: "003",
    from: 64,
    depths: "000000000000000000000111202333330334",
  },
  "chat-client.py": { document: "003", from: 123, depths: "000000000012221110121111120" },
  "sender.py": {
    document: "004",
    from: 34,
    depths: "0000000000000111202333303334",
    joints: { 36: 66, 43: 18 },
  },
  "receiver.py": {
    document: "004",
    from: 65,
    depths: "000000000000000012221111211111120",
    joints: { 66: 24 },
  },
} satisfies Readonly<Record<string, Listing>>;

/** Writes all programs into `folder`. */
export function restoreTutorials(folder: string): void {
  for (const [name, listing] of Object.entries(LISTINGS))
    writeFileSync(join(folder, name), restored(listing));
}

function restored({ document, from, depths, joints = {} }: Listing): string {
  const file = readdirSync(DOCUMENTS).find((name) => name.startsWith(document));
  const lines = readFileSync(join(DOCUMENTS, file ?? document), "utf8").split("\n");
  const code = Array.from(depths, (depth, index) => {
    const number = from + index;
    const text = (lines[number - 1] ?? "").trim();
    const joint = joints[number];
    const parts = joint === undefined ? [text] : [text.slice(0, joint), text.slice(joint)];
    return parts.map((part) => `${"    ".repeat(Number(depth))}${part}\n`);
  });
  return code.flat().join("");
}
