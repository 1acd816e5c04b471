import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { buildOpenCv, missingDebianPackages } from "../../src/native/build.js";
import { describeSetup } from "../../src/native/describe-setup.js";
import { bindingPath, findOpenCv } from "../../src/native/load.js";
import { OPENCV_MODULES } from "../../src/native/toolchain.js";

/** A machine of our own: empty folders, a made-up OpenCV 4.9.1, and only the programs a test puts there. */
class Machine implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), "tetatty build "));
  readonly reports: string[] = [];
  readonly env: Record<string, string>;

  constructor() {
    const include = join(this.folder, "include");
    mkdirSync(join(include, "opencv2/core"), { recursive: true });
    const version = ["MAJOR 4", "MINOR 9", "REVISION 1"];
    const lines = version.map((part) => `#define CV_VERSION_${part}\n`);
    writeFileSync(join(include, "opencv2/core/version.hpp"), lines.join(""));
    for (const module of OPENCV_MODULES) {
      writeFileSync(join(include, "opencv2", `${module}.hpp`), "");
      writeFileSync(join(this.folder, `libopencv_${module}.so`), "");
      writeFileSync(join(this.folder, `libopencv_${module}.dylib`), "");
    }
    this.env = {
      PATH: join(this.folder, "bin"),
      XDG_DATA_HOME: join(this.folder, "data"),
      XDG_CACHE_HOME: join(this.folder, "cache"),
      OPENCV_INCLUDE_DIR: include,
      OPENCV_LIB_DIR: this.folder,
      npm_config_nodedir: process.env["npm_config_nodedir"] ?? "",
      MADE: join(this.folder, "made"),
    };
  }

  /** Puts a shell script on the PATH that notes its arguments in a file, one line a run, and then does `body`. */
  program(name: string, body: string): this {
    const path = join(this.folder, "bin", name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      `#!/bin/sh\nPATH=/usr/bin:/bin\necho "$*" >> "${this.#log(name)}"\n${body}\n`,
    );
    chmodSync(path, 0o755);
    return this;
  }

  /** A compiler whose programs are copies of the file at $MADE. */
  compiler(made: string | Uint8Array): this {
    writeFileSync(this.env["MADE"] as string, made);
    return this.program("c++", 'for a; do case $a in -o*) cp "$MADE" "${a#-o}";; esac; done');
  }

  runsOf(name: string): readonly string[] {
    const log = this.#log(name);
    return existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n") : [];
  }

  build(signal?: AbortSignal) {
    return buildOpenCv({ env: this.env, report: (line) => this.reports.push(line), signal });
  }

  /** What a build left in the cache. */
  get litter(): readonly string[] {
    return readdirSync(join(this.folder, "cache/tetatty"));
  }

  #log(name: string): string {
    return join(this.folder, `${name}.log`);
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The bytes of a real binding, or undefined after skipping the test. */
function realBinding(context: TestContext): Uint8Array | undefined {
  const path = findOpenCv();
  if (path !== undefined) return new Uint8Array(readFileSync(path));
  context.skip("no OpenCV binding here (tetatty setup, TETATTY_OPENCV)");
  return undefined;
}

test("a binding is built once, and again when OpenCV has changed", async (context) => {
  const bytes = realBinding(context);
  if (!bytes) return;
  using machine = new Machine().compiler(bytes);
  const path = bindingPath(machine.env);
  assert.deepEqual(await machine.build(), { at: "built", path, openCv: "4.9.1" });
  assert.equal(machine.runsOf("c++").length, 3, "two units and a link");
  assert.deepEqual(machine.litter, []);
  assert.deepEqual(await machine.build(), { at: "kept", path, openCv: "4.9.1" });
  assert.equal(machine.runsOf("c++").length, 3);
  assert.equal((await describeSetup(machine.env)).ready, true);

  const header = join(machine.env["OPENCV_INCLUDE_DIR"] as string, "opencv2/core/version.hpp");
  writeFileSync(header, readFileSync(header, "utf8").replace("MINOR 9", "MINOR 10"));
  assert.deepEqual(await machine.build(), { at: "built", path, openCv: "4.10.1" });
  rmSync(header);
  rmSync(join(machine.folder, "libopencv_core.so"));
  assert.equal((await machine.build()).at, "kept", "the headers are gone, the binding still works");
});

test("of two builds at once, one compiles and the other waits for it", async (context) => {
  const bytes = realBinding(context);
  if (!bytes) return;
  using machine = new Machine().compiler(bytes);
  const outcomes = await Promise.all([machine.build(), machine.build()]);
  assert.deepEqual(outcomes.map(({ at }) => at).toSorted(), ["built", "kept"]);
  assert.equal(machine.runsOf("c++").length, 3);
  assert.match(machine.reports.join("\n"), /waiting for process \d+/);
});

test("a binding that does not load is never put in place", async () => {
  using machine = new Machine().compiler("no shared object");
  const outcome = await machine.build();
  assert.equal(outcome.at, "failed");
  assert.match(outcome.problem, /the new binding does not work: .*Error/);
  assert.equal(existsSync(bindingPath(machine.env)), false);
  assert.deepEqual(machine.litter, []);
});

test("a compiler's error is told in one line, and the rest is kept", async () => {
  using machine = new Machine().program(
    "c++",
    'echo "In file x:"; echo "x.cc:1: error: no"; exit 1',
  );
  const outcome = await machine.build();
  assert.equal(outcome.at, "failed");
  assert.equal(outcome.problem, "the binding does not compile: x.cc:1: error: no");
  const log = outcome.hint.replace("see ", "");
  assert.match(readFileSync(log, "utf8"), /In file x:/);
});

test("what is missing is named with what to type", async () => {
  using machine = new Machine();
  const outcome = await machine.build();
  assert.equal(outcome.at, "failed");
  assert.match(outcome.problem, /no C\+\+ compiler/);
  assert.match(outcome.hint, /install g\+\+|xcode-select/);
  const { ready, items, hint } = await describeSetup(machine.env);
  assert.equal(ready, false);
  assert.deepEqual(
    items.filter(({ ok }) => !ok).map(({ name }) => name),
    ["binding", "C++ compiler"],
  );
  assert.match(hint ?? "", /tetatty setup/);
});

/** Lets everybody be root, but runs only programs that stand beside it. */
const SUDO = `test "$2" = true && exit; shift 3; name=$1; shift; exec "$(dirname "$0")/$name" "$@"`;

test("on Debian, what is missing is installed with one apt-get", async (context) => {
  if (!existsSync("/etc/debian_version")) return context.skip("not on Debian");
  using machine = new Machine().program("apt-get", "exit 0").program("sudo", SUDO);
  rmSync(join(machine.folder, "libopencv_videoio.so"));
  const libraries = OPENCV_MODULES.map((module) => `libopencv-${module}-dev`);
  assert.deepEqual(missingDebianPackages(machine.env), ["g++", ...libraries]);
  const outcome = await machine.build();
  assert.equal(outcome.at, "failed", "the apt-get here installs nothing");
  const [update, install, ...more] = machine.runsOf("apt-get");
  assert.match(update ?? "", /update$/);
  assert.match(install ?? "", new RegExp(`install -y .* g\\+\\+ ${libraries.join(" ")}$`));
  assert.deepEqual(more, []);
});

test("a failing apt-get is quoted with the command to type", async (context) => {
  if (!existsSync("/etc/debian_version")) return context.skip("not on Debian");
  using machine = new Machine()
    .program("apt-get", 'echo "E: Unable to locate package g++"; exit 100')
    .program("sudo", "exit 1");
  const outcome = await machine.build();
  assert.equal(outcome.at, "failed");
  const said = process.getuid?.() === 0 ? "E: Unable to locate package g++" : "not allowed";
  assert.ok(outcome.problem.includes(said), outcome.problem);
  assert.equal(outcome.hint, "type: sudo apt-get install g++");
});

test("the lock of a process that is no more is void, and what it left is removed", async () => {
  using machine = new Machine().compiler("no shared object");
  const cache = join(machine.folder, "cache/tetatty");
  mkdirSync(join(cache, "opencv-build-old"), { recursive: true });
  writeFileSync(join(cache, "opencv.lock"), "999999999");
  assert.equal((await machine.build()).at, "failed");
  assert.deepEqual(machine.litter, []);
});

test("an abort ends the compiler and leaves nothing behind", async () => {
  const abort = new AbortController();
  using machine = new Machine().program("c++", "exec sleep 60");
  const outcome = machine.build(abort.signal);
  const timer = setInterval(() => {
    if (machine.runsOf("c++").length === 2) abort.abort(new Error("enough"));
  }, 10);
  try {
    await assert.rejects(outcome, /enough/);
  } finally {
    clearInterval(timer);
  }
  assert.deepEqual(machine.litter, []);
});

test("a data folder that cannot be written is said, not thrown", async (context) => {
  const bytes = realBinding(context);
  if (!bytes) return;
  using machine = new Machine().compiler(bytes);
  writeFileSync(join(machine.folder, "data"), "a file where a folder should be");
  const outcome = await machine.build();
  assert.equal(outcome.at, "failed");
  assert.match(outcome.problem, /ENOTDIR|EEXIST/);
  assert.match(outcome.hint, /can be written/);
});

test("an empty PATH finds no Debian to install on", () => {
  using machine = new Machine();
  machine.env["PATH"] = delimiter;
  assert.deepEqual(missingDebianPackages(machine.env), []);
});
