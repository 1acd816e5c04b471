import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { test } from "node:test";

/** One row of the folder table in docs/ARCHITECTURE.md. */
interface Room {
  readonly mayImport: ReadonlySet<string>;
  readonly owns: ReadonlySet<string>;
}

const ROOT = resolve(import.meta.dirname, "../../..");
const SRC = join(ROOT, "src");

const words = (cell: string): ReadonlySet<string> =>
  new Set(cell.split(/[\s,]+/).filter((word) => /^[\w@]/.test(word)));

function readMap(markdown: string): ReadonlyMap<string, Room> {
  const rooms = new Map<string, Room>();
  for (const line of markdown.split("\n")) {
    const cells = line.split("|").map((cell) => cell.trim());
    const name = /^(\w+)(?:\/|\.ts)$/.exec(cells[1] ?? "")?.[1];
    if (name === undefined) continue;
    rooms.set(name, { mayImport: words(cells[3] ?? ""), owns: words(cells[5] ?? "") });
  }
  return rooms;
}

const roomOf = (path: string): string =>
  (relative(SRC, path).split("/")[0] as string).replace(/\.[jt]s$/, "");

const IMPORT = /\bfrom\s+"([^"]+)"|\bimport\s+"([^"]+)"|\bimport\(\s*"([^"]+)"/g;

interface Import {
  readonly file: string;
  readonly specifier: string;
}

function everyImport(): readonly Import[] {
  return readdirSync(SRC, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"))
    .map((name) => join(SRC, name))
    .flatMap((file) =>
      [...readFileSync(file, "utf8").matchAll(IMPORT)].map((match) => ({
        file,
        specifier: (match[1] ?? match[2] ?? match[3]) as string,
      })),
    );
}

/** Whether the map lets `file` import `specifier`. */
function allowed(map: ReadonlyMap<string, Room>, { file, specifier }: Import): boolean {
  const room = roomOf(file);
  if (specifier.startsWith("node:")) return true;
  if (!specifier.startsWith(".")) {
    const owned = specifier.replace(/^((?:@[^/]+\/)?[^/]+).*$/, "$1");
    return map.get(room)?.owns.has(owned) ?? false;
  }
  const to = roomOf(resolve(dirname(file), specifier));
  return to === room || (map.get(room)?.mayImport.has(to) ?? false);
}

const offences = (map: ReadonlyMap<string, Room>): readonly string[] =>
  everyImport()
    .filter((found) => !allowed(map, found))
    .map(({ file, specifier }) => `${relative(SRC, file)} imports ${specifier}`);

test("every import follows the map in docs/ARCHITECTURE.md", () => {
  const map = readMap(readFileSync(join(ROOT, "docs/ARCHITECTURE.md"), "utf8"));
  assert.ok(map.size >= 13, `the map has only ${map.size} rows`);
  assert.ok(everyImport().length > 5, "hardly any imports found");
  assert.deepEqual(offences(map), []);
});

test("a map that allows nothing is breached", () => {
  assert.notDeepEqual(offences(readMap("| util/ | | - | | |")), []);
});
