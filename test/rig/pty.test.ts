import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { noPty, openPty, type Pty } from "./pty.js";

/** A program in a terminal that runs `code`, JavaScript with `out(text)`. */
const run = (code: string, size: { readonly cols?: number; readonly rows?: number } = {}): Pty =>
  openPty({
    command: process.execPath,
    args: ["-e", `const out = (text) => process.stdout.write(text);\n${code}`],
    ...size,
  });

const STAY = "setInterval(() => {}, 1000);";

const skip = noPty;

test("a program in a pty sees a terminal of the size asked for", { skip }, async () => {
  await using pty = run(
    "out(`${process.stdout.isTTY} ${process.stdout.columns}x${process.stdout.rows} ${process.env.TERM}`)",
    { cols: 50, rows: 7 },
  );
  assert.deepEqual(await pty.exit(), { status: 0, cooked: true });
  assert.equal(pty.lines()[0], "true 50x7 xterm-256color");
  assert.equal(pty.lines().length, 7);
});

test("a resize reaches the program as SIGWINCH", { skip }, async () => {
  await using pty = run(
    `out("ready"); process.stdout.on("resize", () => out(\`now \${process.stdout.columns}x\${process.stdout.rows}\`)); ${STAY}`,
  );
  await pty.shows("ready");
  pty.resize(61, 13);
  await pty.shows("now 61x13");
});

test("keys arrive raw, and a terminal left raw is noticed", { skip }, async () => {
  await using pty = run(
    `process.stdin.setRawMode(true).on("data", (key) => { out(key.toString("hex")); if (key[0] === 0x71) process.kill(process.pid, "SIGKILL"); }); out("ready ");`,
  );
  await pty.shows("ready");
  pty.write("\x03\x1b[A");
  await pty.shows("031b5b41");
  pty.write("q");
  assert.deepEqual(await pty.exit(), { status: "SIGKILL", cooked: false });
});

test("the terminal answers questions and shows colours", { skip }, async () => {
  await using pty = run(
    `process.stdin.setRawMode(true).once("data", (answer) => { out("\\x1b[2J\\x1b[H\\x1b[38;2;1;2;3m\\x1b[48;5;196m▀" + "\\x1b[0m" + JSON.stringify(answer.toString()) + "\\x1b]2;the title\\x07"); process.exit(3); }); out("\\x1b[5n");`,
  );
  assert.deepEqual(await pty.exit(), { status: 3, cooked: true });
  assert.match(pty.text(), /\[0n/);
  assert.deepEqual(
    [pty.cell(0, 0).glyph, pty.cell(0, 0).fg, pty.cell(0, 0).bg],
    ["▀", 0x010203, 0xff0000],
  );
  assert.equal(pty.title, "the title");
});

test("a terminal that reads slowly holds the program up", { skip }, async () => {
  await using pty = run(
    `const done = () => { require("node:fs").writeFileSync(process.env.HOME + "/done", ""); out("\\r\\nall written"); };
    process.stdin.once("data", () => process.stdout.write("x".repeat(1 << 20), done)); out("ready"); ${STAY}`,
  );
  const done = (): boolean => existsSync(join(pty.home, "done"));
  await pty.shows("ready");
  pty.readAt(0);
  pty.write("\n");
  pty.readAt(200_000);
  await pty.until("some output", () => pty.bytes > 20_000);
  assert.equal(done(), false, "a megabyte went nowhere");
  pty.readAt(Infinity);
  await pty.shows("all written");
  assert.ok(done() && pty.bytes > 1 << 20);
});

test("a slow terminal takes no more than its bytes a second", { skip }, async () => {
  await using pty = run(
    `process.stdin.once("data", () => out("y".repeat(3000) + "end")); out("ready"); ${STAY}`,
  );
  await pty.shows("ready");
  pty.readAt(10_000);
  const start = performance.now();
  pty.write("\n");
  await pty.shows("end");
  assert.ok(performance.now() - start > 200, "3000 bytes at 10 kB a second take 0.3 s");
});

test("a program under test has a home of its own, and dies with the pty", { skip }, async () => {
  let home = "";
  let pid = 0;
  {
    await using pty = run(
      `process.on("SIGHUP", () => {}); out(process.env.HOME + " " + process.pid + " end"); ${STAY}`,
      { cols: 200 },
    );
    await pty.shows("end");
    home = pty.home;
    assert.ok(pty.text().startsWith(home));
    pid = Number(/ (\d+) end/.exec(pty.text())?.[1]);
    assert.ok(existsSync(home));
  }
  assert.equal(existsSync(home), false);
  assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
});

test("a wait that fails shows the screen", { skip }, async () => {
  await using pty = run(`out("what is there")`, { cols: 20, rows: 2 });
  await assert.rejects(pty.shows("something else"), (error: Error) =>
    /"something else".*ended \(0\)[\s\S]*│what is there {7}│/.test(error.message),
  );
});

test("a command that does not exist ends with 127 and a reason", { skip }, async () => {
  await using pty = openPty({ command: "no-such-program" });
  assert.equal((await pty.exit()).status, 127);
  assert.match(pty.text(), /no-such-program: No such file/);
});
