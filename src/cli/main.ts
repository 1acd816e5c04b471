/** The front door: quick for `--version`, and for whom a call waits; the program proper is loaded when it is wanted. */
import { versionLine } from "./version.js";

const typed = process.argv.slice(2);
const asked = typed[0] ?? "";

if (asked === "--version" || asked === "-V") {
  process.stdout.write(`${versionLine()}\n`);
} else {
  const { watchForTheUnexpected } = await import("./exit.js");
  watchForTheUnexpected();
  process.exitCode = await obey();
  // Nothing should be left open by now. Should something be, nobody shall have to wait for it.
  setTimeout(() => process.exit(), 1000).unref();
}

async function obey(): Promise<number> {
  if (asked === "--stdio" && typed.length === 1) {
    const { passOnAlone } = await import("./pass-on.js");
    return passOnAlone();
  }
  const { program } = await import("./program.js");
  return program(typed);
}
