import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { until } from "../rig/until.js";
import { OnStage, rehearsal } from "./on-stage.js";

/** A shell that says how it found the terminal before and after. */
const inShell = (program: string): string =>
  `printf 'before\\n'; stty -g | cksum; ${program}; printf 'code=%s\\n' $?; stty -g | cksum; printf 'after\\n'`;

/** The terminal is as the shell knew it: nothing of ours is on. */
function restored(on: OnStage): void {
  const { terminal } = on;
  assert.ok(!terminal.alternate, "still on the alternate screen");
  assert.equal(terminal.modes.mouseTrackingMode, "none");
  assert.ok(!terminal.modes.bracketedPasteMode);
  assert.ok(!terminal.modes.applicationCursorKeysMode);
  assert.ok(!terminal.modes.applicationKeypadMode);
  assert.ok(!terminal.modes.sendFocusMode);
  assert.ok(!terminal.modes.synchronizedOutputMode);
  const written = on.written.toString("latin1");
  assert.ok(written.lastIndexOf("\x1b[?25h") > written.lastIndexOf("\x1b[?25l"), "cursor hidden");
  const pushed = written.split("\x1b[22;0t").length;
  assert.equal(written.split("\x1b[23;0t").length, pushed, "titles pushed and popped");
  const lines = terminal.lines().filter((line) => line !== "");
  const [before, after] = [lines.indexOf("before"), lines.indexOf("after")];
  assert.ok(before >= 0 && after > before, on.screen);
  assert.equal(lines[after - 1], lines[before + 1], "stty changed");
}

interface Exit {
  readonly name: string;
  readonly words: readonly string[];
  readonly keys: string;
  readonly code: number;
  readonly says?: RegExp;
}

const EXITS: readonly Exit[] = [
  { name: "q and y", words: [], keys: "qy", code: 0 },
  { name: "ctrl-c", words: [], keys: "\x03", code: 130 },
  { name: "SIGTERM", words: ["die=SIGTERM"], keys: "", code: 143 },
  { name: "SIGINT", words: ["die=SIGINT"], keys: "", code: 130 },
  { name: "SIGHUP", words: ["die=SIGHUP"], keys: "", code: 129 },
  { name: "SIGQUIT", words: ["die=SIGQUIT"], keys: "", code: 131 },
  {
    name: "an uncaught error",
    words: ["die=throw"],
    keys: "",
    code: 70,
    says: /Error: a rehearsed bug\n\s+at /,
  },
  {
    name: "a rejection nobody caught",
    words: ["die=reject"],
    keys: "",
    code: 70,
    says: /Error: a rehearsed rejection\n\s+at /,
  },
];

for (const { name, words, keys, code, says } of EXITS) {
  test(`${name} gives the terminal back and exits with ${code}`, async () => {
    await using on = new OnStage({ command: inShell(rehearsal("live", ...words)) });
    if (keys !== "") {
      await on.untilSays("hang up");
      on.type(keys);
    }
    await on.exited;
    assert.match(on.screen, new RegExp(`code=${code}`));
    if (says) assert.match(on.screen, says);
    restored(on);
  });
}

test("a second ctrl-c does not wait for a program that hangs", async () => {
  await using on = new OnStage({ command: inShell(rehearsal("live", "hang=on")) });
  await on.untilSays("hang up");
  on.type("\x03");
  await on.untilSays("did quit");
  on.type("\x03");
  await on.exited;
  assert.match(on.screen, /code=130/);
  restored(on);
});

test("a program that hangs is ended after a moment, its terminal restored", async () => {
  await using on = new OnStage({ command: inShell(rehearsal("live", "hang=on", "die=SIGTERM")) });
  await on.exited;
  assert.match(on.screen, /code=143/);
  restored(on);
});

test("a terminal that is closed ends the program", async () => {
  using folder = temporaryFolder();
  const log = join(folder.path, "log");
  await using on = new OnStage({ command: `exec ${rehearsal("live", `log=${log}`)}` });
  await until("the first picture", () => existsSync(log));
  on.close();
  await until("the end", () => /^exit 129$/m.test(readFileSync(log, "utf8")));
});

test("answers that come late are waited for, and the shell does not read them", async () => {
  // cat -v makes an escape visible, which the terminal would swallow.
  const shell = "IFS= read -r line; printf 'read<%s>\\n' \"$line\" | cat -v";
  await using on = new OnStage({
    command: `${rehearsal("live", "remote=plasma")}; printf 'ready\\n'; ${shell}`,
    answersAfter: 150,
  });
  await on.untilSays(/rtt 1\d\d/);
  on.type("qy");
  await on.untilSays("ready");
  // As long as any answer still under way would take.
  await new Promise((later) => setTimeout(later, 300));
  on.type("x\r");
  await on.exited;
  assert.match(on.screen, /read<x>/);
});

test("ctrl-z gives the shell a clean screen, and fg brings everything back", async () => {
  const program = rehearsal("live", "remote=plasma");
  const shell = `set -m; ${program}; stty -g | cksum; printf 'stopped\\n'; IFS= read -r go; fg >/dev/null`;
  await using on = new OnStage({ command: `bash -c ${quoted(inShell(shell))}` });
  await on.untilSays("hang up");
  on.type("\x1a");
  await on.untilSays("stopped");
  const { terminal } = on;
  assert.ok(!terminal.alternate);
  assert.equal(terminal.modes.mouseTrackingMode, "none");
  const lines = terminal.lines();
  assert.equal(lines[lines.indexOf("stopped") - 1], lines[lines.indexOf("before") + 1]);
  const quiet = on.written.length;
  on.type("go\r");
  await on.untilSays("hang up");
  assert.ok(terminal.alternate);
  assert.equal(terminal.modes.mouseTrackingMode, "vt200");
  assert.ok(on.written.length > quiet);
  on.type("v");
  await on.untilSays("did toggle-video");
  on.type("qy");
  await on.exited;
  assert.match(on.screen, /code=0/);
  restored(on);
});

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

test("without job control ctrl-z comes back by itself", async () => {
  await using on = new OnStage({ command: `exec ${rehearsal("live", "remote=plasma")}` });
  await on.untilSays("hang up");
  on.type("\x1a");
  await on.until("left", () => !on.terminal.alternate);
  await on.until("came back", () => on.terminal.alternate && on.screen.includes("hang up"));
});
