import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { COMMANDS } from "../../src/cli/commands/index.js";
import { EXIT, EXIT_TABLE } from "../../src/cli/exit.js";
import { OPTION_NAMES, OPTIONS } from "../../src/cli/option-table.js";
import { readLine } from "../../src/cli/words.js";
import { PATTERN_NAMES } from "../../src/frame/pattern.js";

const ROOT = resolve(import.meta.dirname, "../../..");
const README = readFileSync(join(ROOT, "README.md"), "utf8");

/** The cells of every table row, without the padding. */
const ROWS = README.split("\n")
  .filter((line) => line.startsWith("|"))
  .map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );

const hasRow = (...cells: readonly string[]): boolean =>
  ROWS.some((row) => cells.every((cell, i) => row[i] === cell));

test("the README's tables hold every option and every command", () => {
  for (const name of OPTION_NAMES) {
    for (const [written, meaning] of OPTIONS[name].help) {
      const row = [`\`${written}\``, meaning];
      assert.ok(hasRow(...row), `missing: | ${row.join(" | ")} |`);
    }
  }
  for (const { name, takes, summary } of COMMANDS.filter((each) => !each.name.includes(" "))) {
    const words = ["tetatty", name, ...takes].filter(Boolean).join(" ");
    const row = [`\`${words.replaceAll("|", "\\|")}\``, summary];
    assert.ok(hasRow(...row), `missing: | ${row.join(" | ")} |`);
  }
});

test("the README says what every exit code means, as the program does", () => {
  for (const [code, name, meaning] of EXIT_TABLE) {
    assert.ok(hasRow(code, name && `\`${name}\``, meaning), `missing: ${code} ${meaning}`);
  }
  const told = new Set(EXIT_TABLE.map(([code]) => code));
  for (const code of Object.values(EXIT)) assert.ok(told.has(String(code)), `${code}`);
});

test("every tetatty command in the README can be read", async () => {
  const lines = [
    ...README.matchAll(/^tetatty\b(.*?)(?:#.*)?$/gm),
    ...README.matchAll(/`tetatty( [^`|<]*)`/g),
  ];
  assert.ok(lines.length > 10);
  for (const [, words = ""] of lines) {
    const typed = words.split(/\s+/).filter((word) => word !== "" && word !== "&");
    const { words: said } = await readLine(typed);
    const known = COMMANDS.some(({ name }) => name !== "" && said.join(" ").startsWith(name));
    assert.ok(said.length === 0 || known || said[0] === "help", `tetatty${words}`);
  }
});

test("the README names every pattern, and links lead somewhere", () => {
  assert.ok(README.includes(`pattern:${PATTERN_NAMES.join("|")}`.replaceAll("|", "\\|")));
  for (const [, path = ""] of README.matchAll(/\]\(([^)#]+)\)/g)) {
    assert.ok(path.startsWith("https://") || existsSync(join(ROOT, path)), path);
  }
});
