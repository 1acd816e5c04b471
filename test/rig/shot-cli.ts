/**
 * Takes a picture of a terminal:
 *
 *     node dist/test/rig/shot-cli.js --tmux <pane> out.png
 *     node dist/test/rig/shot-cli.js --ansi <file> --cols 80 --rows 24 out.png
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { HeadlessTerminal } from "./headless-terminal.js";
import { shoot } from "./shot.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tmux: { type: "string" },
    /** The tmux server's socket name, as `tmux -L`. */
    socket: { type: "string" },
    ansi: { type: "string" },
    cols: { type: "string", default: "80" },
    rows: { type: "string", default: "24" },
  },
});

const tmux = (...args: readonly string[]): string =>
  execFileSync("tmux", [...(values.socket ? ["-L", values.socket] : []), ...args], {
    encoding: "utf8",
  });

async function showPane(pane: string): Promise<HeadlessTerminal> {
  const size = tmux("display-message", "-p", "-t", pane, "#{pane_width} #{pane_height}");
  const [cols = 80, rows = 24] = size.split(" ").map(Number);
  const terminal = new HeadlessTerminal(cols, rows);
  const lines = tmux("capture-pane", "-e", "-N", "-p", "-t", pane).split("\n");
  for (const [y, line] of lines.slice(0, rows).entries()) {
    await terminal.write(`\x1b[${y + 1};1H${line}`);
  }
  return terminal;
}

async function showFile(path: string): Promise<HeadlessTerminal> {
  const terminal = new HeadlessTerminal(Number(values.cols), Number(values.rows));
  await terminal.write(readFileSync(path));
  return terminal;
}

const [out] = positionals;
if (!out || (!values.tmux && !values.ansi)) {
  process.stderr.write(
    "usage: shot-cli.js --tmux <pane> [--socket <name>] out.png\n" +
      "       shot-cli.js --ansi <file> --cols <n> --rows <n> out.png\n",
  );
  process.exit(2);
}
await shoot(values.tmux ? await showPane(values.tmux) : await showFile(values.ansi ?? ""), out);
