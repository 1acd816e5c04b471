/** The front door: quick for `--version`; the program proper is loaded when it is wanted. */
import { versionLine } from "./version.js";

const asked = process.argv[2] ?? "";

if (asked === "--version" || asked === "-V") {
  process.stdout.write(`${versionLine()}\n`);
} else {
  const { watchForTheUnexpected } = await import("./exit.js");
  watchForTheUnexpected();
  const { program } = await import("./program.js");
  process.exitCode = await program(process.argv.slice(2));
  // Nothing should be left open by now. Should something be, nobody shall have to wait for it.
  setTimeout(() => process.exit(), 1000).unref();
}
