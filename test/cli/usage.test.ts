import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { COMMANDS } from "../../src/cli/commands/index.js";
import { EXIT } from "../../src/cli/exit.js";
import { helpText } from "../../src/cli/help.js";
import { OPTION_NAMES } from "../../src/cli/option-table.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { configPath, tetatty } from "./tetatty.js";

test("--version says the version, wherever it stands", async () => {
  using home = temporaryFolder();
  for (const words of [["--version"], ["-V"], ["demo", "--version"]]) {
    const { code, out } = await tetatty(words, { home: home.path });
    assert.equal(code, 0);
    assert.match(out, /^tetatty \d+\.\d+\.\d+\n$/);
  }
});

test("help is on stdout, and the same however it is asked for", async () => {
  using home = temporaryFolder();
  const ask = (...words: readonly string[]) => tetatty(words, { home: home.path });
  const [flag, letter, word] = await Promise.all([
    ask("call", "--help"),
    ask("call", "-h"),
    ask("help", "call"),
  ]);
  assert.deepEqual([flag.code, flag.err], [0, ""]);
  assert.match(flag.out, /^tetatty call <peer>: /);
  assert.deepEqual([letter, word], [flag, flag]);
});

test("help exit lists the exit codes", async () => {
  using home = temporaryFolder();
  const { code, out } = await tetatty(["help", "exit"], { home: home.path });
  assert.equal(code, 0);
  assert.deepEqual(out.match(/^ {2}\d+/gm)?.map(Number), [...Object.values(EXIT), 128]);
  assert.ok(out.split("\n").every((line) => line.length <= 80));
});

test("every help shows examples first and fits 80 columns", () => {
  for (const command of COMMANDS) {
    const lines = helpText(command, COMMANDS).split("\n");
    assert.equal(lines[2], "Examples", command.name);
    for (const line of lines) assert.ok(line.length <= 80, `${line.length} columns: ${line}`);
  }
});

test("the first help names every option and every command", () => {
  const idle = COMMANDS.find(({ name }) => name === "");
  assert.ok(idle);
  const text = helpText(idle, COMMANDS);
  for (const name of OPTION_NAMES) assert.match(text, new RegExp(`  --(no-)?${name} `), name);
  for (const { name } of COMMANDS.filter((each) => !each.name.includes(" "))) {
    assert.match(text, new RegExp(`^  ${name}`, "m"));
  }
});

/** What somebody types, and what they should read. All of it exits with 2. */
const MISTAKES: readonly (readonly [words: readonly string[], complaint: RegExp])[] = [
  [["cal"], /no command "cal" - did you mean "call"\? - tetatty --help/],
  [["alice"], /no command "alice" - tetatty call alice calls a peer; tetatty --help/],
  [["help", "cal"], /did you mean "call"/],
  [["peers", "lst"], /no command "peers lst" - did you mean "list"\? - tetatty peers --help/],
  [["call"], /call needs <peer> - tetatty call --help/],
  [["call", "a", "b"], /"b" is too much/],
  [["call", ":9000", "--headless"], /nobody can be reached at ":9000"/],
  [["call", "host:0", "--headless"], /nobody can be reached/],
  [["call", "host:99999", "--headless"], /nobody can be reached/],
  [["--sorce", "x"], /no option --sorce - did you mean --source\?/],
  [["--no-vidoe"], /did you mean --no-video\?/],
  [["-x"], /no option -x/],
  [["--toString"], /no option --toString/],
  [["--__proto__=1"], /no option --__proto__/],
  [["preview", "--listen", "0"], /preview takes no option --listen/],
  [["--check"], /tetatty alone takes no option --check/],
  [["--fps", "100"], /--fps wants a whole number from 1 to 60, and got "100"/],
  [["--fps", "1e1"], /--fps wants/],
  [["--fps"], /and got nothing/],
  [["--no-fps"], /--fps cannot be turned off/],
  [["--headless=off"], /--headless takes no value, and got "off"/],
  [["--color", "blue"], /--color wants one of auto, truecolor/],
  [["--size", "160", "--headless"], /--size wants/],
  [["--size", "1x1", "--headless"], /--size wants/],
  [["--size", "1281x720", "--headless"], /--size wants .* 2x2 to 1280x720/],
  [["--source", "pattern:bal"], /--source wants .* and got "pattern:bal"/],
  [["--listen", "1.2.3.4:x"], /--listen wants a port/],
  [["--name", "two words"], /--name wants 1 to 32 letters/],
  [["--window", "--headless"], /exclude each other - choose one/],
  [["--json"], /no effect without --headless - add --headless/],
  [["--size", "64x36"], /no effect without --headless/],
  [["--save-every", "3"], /no effect without --save-frames/],
  [["--flash-log", "f"], /no effect without --source pattern:flash/],
  [["peers", "add", "bob"], /peers add needs <address>/],
  [["peers", "add", "a b", "host"], /the name "a b" may hold only/],
  [["peers", "add", "--", "-x", "host"], /the name "-x" starts with a dash/],
  [["peers", "add", "bob", "a b"], /"a b" is no address/],
  [["render"], /cannot know how large pictures on stdin are - add --size <w>x<h>/],
  [["render", "--size", "160"], /--size wants two numbers of pixels, .* and got "160"/],
  [["render", "--size", "4x4", "--cells", "0x9"], /--cells wants two numbers of cells/],
  [
    ["render", "--stats", "a.png"],
    /--stats wants nothing or json, and got "a.png" - name the source/,
  ],
  [["render", "--size", "4x4", "--frames=-1"], /--frames wants a whole number from 1/],
  [["render", "--size", "4x4", "--stats", "xml"], /--stats wants nothing or json, and got "xml"/],
  [["render", "--source", "x", "--glyphs", "emoji"], /--glyphs wants one of half, quadrant/],
  [["--frames", "3"], /--frames has no effect without --headless/],
  [["--only-known", "--dialect", "pickle"], /--only-known lets in nobody who speaks pickle/],
  [
    ["call", "videostream://h:1", "--dialect", "pickle", "--headless"],
    /speaks videostream, and --dialect says pickle/,
  ],
  [["watch", "pickle://h:1", "--dialect", "native", "--headless"], /speaks pickle, and --dialect/],
  [["show", "--send-size", "64x36", "--headless"], /--send-size has no effect without a dialect/],
  [["completion", "ksh"], /no completion for ksh - name one of bash/],
];

test("a mistake is told in one line, with what to type, and exits with 2", async () => {
  using home = temporaryFolder();
  for (let i = 0; i < MISTAKES.length; i += 6) {
    await Promise.all(
      MISTAKES.slice(i, i + 6).map(async ([words, complaint]) => {
        const { code, out, err } = await tetatty(words, { home: home.path });
        assert.match(err, complaint);
        assert.match(err, /^tetatty: [^\n]+ - [^\n]+\n$/);
        assert.deepEqual([code, out], [2, ""], words.join(" "));
      }),
    );
  }
});

test("without a terminal, what draws in one exits with 66 and says what else there is", async () => {
  using home = temporaryFolder();
  const face = / - add --window or --headless\n$/;
  for (const [words, hint] of [
    [[], face],
    [["call", "localhost"], face],
    [["demo"], / - run it in one\n$/],
    [["preview"], / - add --window\n$/],
  ] as const) {
    const { code, out, err } = await tetatty(words, { home: home.path });
    assert.match(err, hint);
    assert.deepEqual([code, out], [66, ""]);
  }
});

/** What somebody writes into config.json, and what they should read. */
const BAD_FILES: readonly (readonly [text: string, complaint: RegExp])[] = [
  ["{", /config\.json is not JSON, line 1: .* - edit it, or move it away/],
  [`{\n  "fps": 20,\n  "name": alice\n}\n`, /config\.json is not JSON, line 3: /],
  ["[]", /config\.json holds no JSON object - write it like \{ "fps": 20 \}/],
  [`{"fsp":3}`, /config\.json: there is no option "fsp" - did you mean "fps"\? - edit the file/],
  [`{"toString":3}`, /there is no option "toString"/],
  [`{"help":true}`, /there is no option "help"/],
  [`{"fps":"30"}`, /config\.json: "fps" wants a whole number from 1 to 60, and is "30"/],
  [`{"fps":30.5}`, /"fps" wants .* and is 30\.5/],
  [`{"video":"off"}`, /"video" wants on or off, and is "off"/],
  [`{"mirror":null}`, /"mirror" wants on or off, and is null/],
  [`{"source":["a"]}`, /"source" wants .* and is \["a"\]/],
  [`{"window":true,"headless":true}`, /exclude each other/],
];

test("a mistake in the config file is told with the file's path, and exits with 2", async () => {
  using home = temporaryFolder();
  const path = configPath(home.path);
  mkdirSync(dirname(path), { recursive: true });
  for (const [text, complaint] of BAD_FILES) {
    writeFileSync(path, text);
    const { code, out, err } = await tetatty(["call", "x"], { home: home.path });
    assert.match(err, complaint);
    assert.match(err, /^tetatty: [^\n]+ - [^\n]+\n$/);
    assert.deepEqual([code, out], [2, ""], text);
  }
});

test("an empty config file is as good as none", async () => {
  using home = temporaryFolder();
  const path = configPath(home.path);
  mkdirSync(dirname(path), { recursive: true });
  for (const text of ["", "\n"]) {
    writeFileSync(path, text);
    const { code, err } = await tetatty(["invite", "example.org"], { home: home.path });
    assert.deepEqual([code, err], [0, ""], JSON.stringify(text));
  }
});

test("a broken config file does not keep anybody from the address book", async () => {
  using home = temporaryFolder();
  const path = configPath(home.path);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, "{");
  assert.equal((await tetatty(["peers"], { home: home.path })).code, 0);
});

test("a mistake in the environment is told by the variable's name", async () => {
  using home = temporaryFolder();
  const environment = { TETATTY_FPS: "many" };
  const { code, err } = await tetatty(["--fps", "5"], { home: home.path, environment });
  assert.match(err, /^tetatty: TETATTY_FPS wants a whole number from 1 to 60, and is "many" - /);
  assert.equal(code, 2);
  const slip = await tetatty(["call", "x"], { home: home.path, environment: { TETATTY_FSP: "9" } });
  assert.match(slip.err, /no option is set by TETATTY_FSP - did you mean TETATTY_FPS\? - /);
  assert.equal(slip.code, 2);
});
