import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { KeyBinding, Place } from "../../src/render/key-binding.js";
import { ownBindingsOf } from "../../src/render/keys.js";
import type { Phase } from "../../src/render/screen-model.js";

export const KEYS_DOCUMENT = join(resolve(import.meta.dirname, "../../.."), "docs/KEYS.md");

const INTRODUCTION = `# Keys

Made from the one key table in \`src/render/key-table.ts\`, which the hint bar and the help overlay (\`?\`) are made from
too. After a change there, run \`node dist/test/rig/keys-document.js\`; a test fails until it is done.
`;

const SECTIONS: readonly (readonly [place: Place, title: string])[] = [
  ["main", "Everywhere"],
  ["picture", "While there is nothing but a picture"],
  ["player", "While a video is played"],
  ["prompt", "While typing whom to call"],
  ["chat", "While writing to the other side"],
  ["question", "When asked"],
  ["help", "In the help"],
];

const PHASE_WORDS: Readonly<Record<Phase, string>> = {
  idle: "no call",
  dialing: "calling",
  verifying: "first contact",
  ringing: "somebody calls",
  live: "in a call",
};

const MOUSE = `## Mouse

A click on a peer selects it, and a second click calls it. Keys in the hint bar and in popups can be clicked. The wheel
moves in the peer list, and over the chat in the chat; a click there begins to write. With \`--no-mouse\` the terminal keeps the mouse for selecting text; most terminals also do
while shift is held.
`;

const EDITING = `The line is edited as in a shell: ctrl-a, ctrl-e, ctrl-b, ctrl-f, ctrl-w, ctrl-u, ctrl-k, ctrl-d, ctrl-y,
alt-b, alt-f, alt-d; in the chat, ctrl-p and ctrl-n recall lines. Pasting works here, and from the main screen it opens the prompt or, in a call, the chat.
`;

/** docs/KEYS.md as it should be. */
export function keysDocument(): string {
  const sections = SECTIONS.map(([place, title]) => {
    const own = ownBindingsOf(place);
    const after = place === "prompt" ? `\n${EDITING}` : "";
    return `## ${title}\n\n${table(own)}${after}`;
  });
  return [INTRODUCTION, ...sections, MOUSE].join("\n");
}

/** Padded as the formatter pads it. */
function table(bindings: readonly KeyBinding[]): string {
  const rows = [["key", "does", "when"], ...bindings.map(row)];
  const widths = [0, 1, 2].map((at) => Math.max(...rows.map((cells) => cells[at]!.length)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join(" | ")} |\n`;
  const [head, ...body] = rows;
  const rule = line(widths.map((width) => "-".repeat(width)));
  return line(head!) + rule + body.map(line).join("");
}

const row = ({ shown, help, phases }: KeyBinding): readonly string[] => [
  shown
    .split(" ")
    .map((key) => `\`${key}\``)
    .join(" "),
  help,
  phases?.map((phase) => PHASE_WORDS[phase]).join(", ") ?? "",
];

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  writeFileSync(KEYS_DOCUMENT, keysDocument());
}
