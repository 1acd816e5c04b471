/**
 * What the npm scripts run: brings a checkout up to date, then demonstrates, tests or checks it.
 *
 * Plain JavaScript without dependencies, because it runs before anything is installed. Every step looks
 * first and does nothing when nothing changed, so that any command can be repeated at no cost. It never
 * relies on install scripts, which npm 12 blocks.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { availableParallelism, constants } from "node:os";
import { dirname, join, relative, resolve, sep } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), "..");
const TSCONFIGS = ["tsconfig.json", "src/tsconfig.json", "src/tsconfig.pure.json"].concat(
  "test/tsconfig.json",
);
/** Longer than any test needs on a loaded machine of two cores; it turns a hang into a named failure. */
const TEST_TIMEOUT_MS = 120_000;
/** Programs that tests run, and the Debian package of each. */
const TEST_PROGRAMS = {
  python3: "python3",
  tmux: "tmux",
  Xvfb: "xvfb",
  xdotool: "xdotool",
  xterm: "xterm",
  import: "imagemagick",
  ip: "iproute2",
  pulseaudio: "pulseaudio",
  pacat: "pulseaudio-utils",
  "pipewire-pulse": "pipewire-pulse",
  wireplumber: "wireplumber",
  "dbus-run-session": "dbus",
  // On a machine that was booted, this would open a port of its own at once: that is for its owner to decide.
  ...(existsSync("/run/systemd/system") ? {} : { "/usr/sbin/sshd": "openssh-server" }),
};

/** How a program that ctrl-c ended exits. */
const CTRL_C = 130;

/** Trouble that is not a bug of ours: printed as a sentence, without a stack. */
class Trouble extends Error {}

const at = (...parts) => join(ROOT, ...parts);
const say = (line) => process.stderr.write(`tetatty: ${line}\n`);
const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;
const readJson = (path) => JSON.parse(readFileSync(path, "utf8"));
const tool = (name) => at("node_modules", ".bin", name);
const ignore = () => {};

/**
 * Runs a program to its end with our terminal and answers its exit code. Ctrl-C reaches the program
 * through the terminal and is its decision; other signals are handed on.
 */
async function run(command, args, options = {}) {
  const child = spawn(command, args, { cwd: ROOT, stdio: "inherit", ...options });
  const handOn = (signal) => child.kill(signal);
  process.on("SIGINT", ignore).on("SIGTERM", handOn).on("SIGHUP", handOn);
  try {
    return await new Promise((done, fail) => {
      child.once("error", fail);
      child.once("close", (code, signal) => done(code ?? 128 + constants.signals[signal]));
    });
  } finally {
    process.off("SIGINT", ignore).off("SIGTERM", handOn).off("SIGHUP", handOn);
  }
}

/** Like {@link run}, but keeps what the program prints, to be shown only if it fails. */
async function runQuietly(command, args) {
  const child = spawn(command, args, { cwd: ROOT, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (text) => (output += text));
  }
  const code = await new Promise((done, fail) => {
    child.once("error", fail);
    child.once("close", (status) => done(status ?? 1));
  });
  return { code, output: output.trim() };
}

const alive = (pid) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === "EPERM";
  }
};

/** Does `work` while no other `dev.js` of this checkout prepares anything. The lock of a dead process is void. */
async function alone(work) {
  const lock = at(".dev.lock");
  for (let told = false; ; told = true) {
    try {
      writeFileSync(lock, String(process.pid), { flag: "wx" });
      break;
    } catch (error) {
      if (error.code !== "EEXIST") throw error;
    }
    const owner = existsSync(lock) ? Number(readFileSync(lock, "utf8")) : 0;
    if (owner > 0 && !alive(owner)) rmSync(lock, { force: true });
    else if (!told) say(`waiting for another run of this checkout (process ${owner}) ...`);
    await delay(100);
  }
  const unlock = () => rmSync(lock, { force: true });
  process.once("exit", unlock);
  try {
    return await work();
  } finally {
    process.off("exit", unlock);
    unlock();
  }
}

/** Whether node_modules holds what package-lock.json names. npm writes its own record last, so a broken-off install does not count. */
function installed() {
  const record = at("node_modules", ".package-lock.json");
  if (!existsSync(record)) return false;
  const have = readJson(record).packages;
  return Object.entries(readJson(at("package-lock.json")).packages).every(
    ([path, { version, optional }]) => path === "" || optional || have[path]?.version === version,
  );
}

async function installPackages() {
  if (installed()) return;
  if (existsSync(at("node_modules")) && lstatSync(at("node_modules")).isSymbolicLink()) {
    say("node_modules is a link and does not fit package-lock.json: going on with what it holds");
    return;
  }
  const since = performance.now();
  say("installing npm packages (once) ...");
  const npm = process.env.npm_execpath;
  const args = ["ci", "--no-audit", "--no-fund", "--prefer-offline", "--loglevel=error"];
  const { code, output } = npm?.endsWith(".js")
    ? await runQuietly(process.execPath, [npm, ...args])
    : await runQuietly("npm", args);
  if (code !== 0) {
    const said = output.split("\n").slice(0, 12).join("\n");
    throw new Trouble(
      `npm could not install the packages. It said:\n${said}\nSee to that, then type the same command again.`,
    );
  }
  say(`npm packages installed in ${seconds(since)}`);
}

/** Removes from dist/ what has no source any more: a deleted test must not live on in its compiled form. */
function sweep(folder) {
  for (const entry of readdirSync(at("dist", folder), { withFileTypes: true })) {
    const path = join(folder, entry.name);
    const source = path.replace(/\.(js|js\.map|d\.ts|d\.ts\.map)$/, ".ts");
    if (existsSync(at(entry.isDirectory() ? path : source))) {
      if (entry.isDirectory()) sweep(path);
    } else {
      rmSync(at("dist", path), { recursive: true });
    }
  }
}

/** What dist/ was built with. The compiler does not rebuild by itself when one of these changes. */
function recipe() {
  const hash = createHash("sha256");
  for (const path of [...TSCONFIGS, "node_modules/typescript/package.json"]) {
    hash.update(readFileSync(at(path)));
  }
  return hash.digest("hex");
}

async function compile() {
  const stamp = at("dist", ".recipe");
  const wanted = recipe();
  const fresh = !existsSync(stamp) || readFileSync(stamp, "utf8") !== wanted;
  if (fresh) {
    say("compiling ...");
    rmSync(at("dist"), { recursive: true, force: true });
    mkdirSync(at("dist"));
    writeFileSync(stamp, wanted);
  }
  if ((await run(tool("tsc"), ["-b"])) !== 0) {
    throw new Trouble("the sources do not compile - the compiler says why above");
  }
  for (const folder of ["src", "test"]) sweep(folder);
}

const prepare = () =>
  alone(async () => {
    await installPackages();
    await compile();
  });

/** Imports a compiled module; only after {@link prepare}. */
const ours = (path) => import(pathToFileURL(at("dist", "src", path)).href);

/**
 * Gets what the tests use of the system: programs, and OpenCV for the camera. Neither is worth failing for:
 * the tests that lack something are skipped and say so.
 */
async function prepareMachine() {
  const { buildOpenCv, missingDebianPackages } = await ours("native/build.js");
  const { installDebianPackages, isDebian } = await ours("native/debian.js");
  const { findProgram } = await ours("native/command.js");
  const camera = process.env.TETATTY_OPENCV === undefined;
  const missing = Object.entries(TEST_PROGRAMS)
    .filter(([program]) => !findProgram(program))
    .map(([, name]) => name)
    .concat(camera ? missingDebianPackages() : []);
  const trouble = [];
  if (missing.length > 0) {
    const elsewhere = { problem: "some tests need more", hint: `install ${missing.join(" ")}` };
    trouble.push(isDebian() ? await installDebianPackages(missing, { report: say }) : elsewhere);
  }
  if (camera) trouble.push(await buildOpenCv({ report: say }));
  for (const { problem, hint } of trouble.filter((found) => found?.problem)) {
    say(`${problem} - tests that need it are skipped - ${hint}`);
  }
}

function testFiles(words) {
  const wanted = words.map((word) => relative(ROOT, resolve(word)).replace(/\.ts$/, ".js"));
  const root = at("dist", "test");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".test.js"))
    .map((name) => join("dist", "test", name))
    .filter((path) => wanted.length === 0 || wanted.some((word) => path.includes(word)))
    .toSorted();
  if (files.length === 0) {
    throw new Trouble(
      `no test file matches ${words.join(" ")} - give a folder or a part of a file's name, such as: npm test -- ${join("test", "util") + sep}`,
    );
  }
  return files;
}

async function test(words) {
  await prepare();
  await alone(prepareMachine);
  return run(process.execPath, [
    "--test",
    "--test-reporter=spec",
    `--test-concurrency=${Math.max(2, availableParallelism())}`,
    `--test-timeout=${TEST_TIMEOUT_MS}`,
    ...testFiles(words),
  ]);
}

async function demo(args) {
  await prepare();
  const code = await run(process.execPath, [at("bin", "tetatty.js"), "demo", ...args]);
  const { openCvAvailable } = await ours("native/load.js");
  if ((code === 0 || code === CTRL_C) && !openCvAvailable()) {
    say("to call with your own camera, type: node bin/tetatty.js setup");
  }
  return code;
}

/** Runs every check even if one fails, so that one run tells everything. */
async function check() {
  await prepare();
  const checks = [
    { what: "format", name: "oxfmt", args: ["--check"], cure: "type npm run format" },
    { what: "lint", name: "oxlint", args: [], cure: "see above" },
    { what: "unused code", name: "knip", args: [], cure: "see above" },
  ];
  const failed = [];
  for (const { what, name, args, cure } of checks) {
    const since = performance.now();
    const { code, output } = await runQuietly(tool(name), args);
    if (code !== 0) {
      process.stdout.write(`${output}\n`);
      failed.push(`${what} (${name}: ${cure})`);
    }
    say(`${what}: ${code === 0 ? "fine" : "FAILED"} in ${seconds(since)}`);
  }
  if (failed.length === 0) return 0;
  say(`failed: ${failed.join(", ")}`);
  return 1;
}

async function build() {
  await prepare();
  return 0;
}

/** Runs a compiled program of the tests. */
const tried =
  (...program) =>
  async (args) => {
    await prepare();
    return run(process.execPath, [...program, ...args]);
  };

const fuzz = tried("dist/test/fuzz/fuzz-cli.js");
const soak = tried("--expose-gc", "dist/test/bench/soak.bench.js");

const COMMANDS = { demo, test, check, build, fuzz, soak };

async function main([name, ...args]) {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 19)) {
    throw new Trouble(
      `Node ${process.versions.node} is too old - tetatty needs 20.19 or later - install it from your distribution or nodejs.org`,
    );
  }
  const command = COMMANDS[name];
  if (!command) throw new Trouble(`usage: node bin/dev.js ${Object.keys(COMMANDS).join("|")}`);
  return command(args);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Trouble)) throw error;
  say(error.message);
  process.exitCode = 1;
}
