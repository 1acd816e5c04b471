/**
 * Brings OpenCV's binding to where {@link bindingPath} looks for it.
 *
 * Nothing depends on npm's install scripts, which are blocked by default since
 * npm 12, and node_modules is only read. The work is done in a folder of the
 * user's cache, behind a lock, and the finished binding is tried in a process
 * of its own before one rename puts it in place: whoever is using an older one
 * keeps it, and a build that is broken off leaves nothing behind that counts.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Environment, runCommand } from "./command.js";
import { compile, RECIPE } from "./compile.js";
import { installDebianPackages, isDebian, type Problem } from "./debian.js";
import { bindingPath } from "./load.js";
import { takeLock } from "./lock.js";
import {
  cacheFolder,
  findToolchain,
  headersDownload,
  OPENCV_MODULES,
  type Toolchain,
} from "./toolchain.js";
import { tryBinding } from "./trial.js";

export interface BuildOptions {
  /** Is told what takes time, one line each. */
  readonly report: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
  readonly env?: Environment;
}

/** How a set-up ended. `kept`: everything was there already. */
export type Outcome =
  | { readonly at: "built" | "kept"; readonly path: string; readonly openCv: string }
  | ({ readonly at: "failed" } & Problem);

/** What a binding was built from; kept beside it. */
interface BuildRecord {
  readonly package: string;
  readonly openCv: string;
  readonly recipe: number;
}

/**
 * Makes sure that the binding is there and fits the installed package and OpenCV.
 * Returns within milliseconds when it does. Failures are values, with what to type.
 *
 * @throws only the signal's reason.
 */
export async function buildOpenCv(options: BuildOptions): Promise<Outcome> {
  const { report, signal, env = process.env } = options;
  const kept = upToDate(env);
  if (kept) return kept;
  try {
    using _lock = await takeLock(join(cacheFolder(env), "opencv.lock"), {
      signal,
      onWait: (pid) => report(`waiting for process ${pid}, which builds the same ...`),
    });
    // Whoever held the lock may have built it.
    return upToDate(env) ?? (await install({ report, signal, env }));
  } catch (error) {
    signal?.throwIfAborted();
    const { message } = error as Error;
    return failed(message, `see that ${dirname(bindingPath(env))} can be written`);
  }
}

/** Debian packages that a build lacks on this machine; none elsewhere than on Debian. */
export function missingDebianPackages(env: Environment = process.env): readonly string[] {
  if (upToDate(env) || !isDebian(env)) return [];
  const { compiler, openCv } = findToolchain(env);
  return [
    ...(compiler ? [] : ["g++"]),
    ...(openCv ? [] : OPENCV_MODULES.map((module) => `libopencv-${module}-dev`)),
  ];
}

/** The binding in its place, if it was built from what is installed now. */
export function upToDate(env: Environment): Outcome | undefined {
  const path = bindingPath(env);
  const record = readRecord(path);
  if (!record || !existsSync(path) || record.recipe !== RECIPE) return undefined;
  const { sources, openCv } = findToolchain(env);
  // A binding outlives the headers it was built with: they may be gone, but not have changed.
  const same =
    (sources?.version ?? record.package) === record.package &&
    (openCv?.version ?? record.openCv) === record.openCv;
  return same ? { at: "kept", path, openCv: record.openCv } : undefined;
}

type Work = Required<Pick<BuildOptions, "report" | "env">> & Pick<BuildOptions, "signal">;

async function install(work: Work): Promise<Outcome> {
  const packages = missingDebianPackages(work.env);
  const refused = packages.length > 0 && (await installDebianPackages(packages, work));
  if (refused) return { at: "failed", ...refused };
  if (!findToolchain(work.env).headers) await downloadHeaders(work);
  const tools = findToolchain(work.env);
  const { sources, openCv, headers, compiler } = tools;
  if (!sources || !openCv || !headers || !compiler) return { at: "failed", ...whatLacks(tools) };

  const cache = cacheFolder(work.env);
  for (const name of readdirSync(cache)) {
    // Left by a build that was killed; we hold the lock, so nobody works in it.
    if (name.startsWith("opencv-build-")) rmSync(join(cache, name), { recursive: true });
  }
  const folder = mkdtempSync(join(cache, "opencv-build-"));
  try {
    work.report(`building the binding to OpenCV ${openCv.version} (once, about half a minute) ...`);
    const { signal, env } = work;
    const built = await compile({ sources, openCv, headers, compiler, folder, signal, env });
    if (built.code !== 0) return failed(...compilerTrouble(built.output, cache));
    const binding = join(folder, "opencv4nodejs.node");
    const trouble = await tryBinding(binding, work);
    if (trouble) return failed(`the new binding does not work: ${trouble}`, SETUP_AGAIN);
    putInPlace(binding, bindingPath(work.env), {
      package: sources.version,
      openCv: openCv.version,
      recipe: RECIPE,
    });
    return { at: "built", path: bindingPath(work.env), openCv: openCv.version };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const SETUP_AGAIN = "type: tetatty setup";

const failed = (problem: string, hint: string): Outcome => ({ at: "failed", problem, hint });

/** The first thing that is not there, and how to get it on this system. */
function whatLacks({ sources, openCv, headers, compiler }: Toolchain): Problem {
  if (!sources) {
    return {
      problem: "the package @u4/opencv4nodejs is not installed",
      hint: "type: npm install (in a project) or npm install -g tetatty",
    };
  }
  const mac = process.platform === "darwin";
  if (!compiler) {
    return {
      problem: "there is no C++ compiler",
      hint: mac ? "type: xcode-select --install" : "install g++ with your system's packages",
    };
  }
  if (!openCv) {
    return {
      problem: `there is no OpenCV 4 with headers for ${OPENCV_MODULES.join(", ")}`,
      hint: mac
        ? "type: brew install opencv"
        : "install OpenCV's development files (Fedora: opencv-devel, Arch: opencv, openSUSE: opencv-devel), or set OPENCV_INCLUDE_DIR and OPENCV_LIB_DIR",
    };
  }
  if (!headers) {
    return {
      problem: `the headers of Node ${process.versions.node} are neither beside it nor could they be downloaded`,
      hint: "install Node from nodejs.org, which brings them, or set npm_config_nodedir to the folder that has include/node",
    };
  }
  return { problem: "nothing is missing", hint: SETUP_AGAIN };
}

/** Some distributions ship Node without headers; node-gyp fetches and verifies them. */
async function downloadHeaders({ report, signal, env }: Work): Promise<void> {
  const require = createRequire(import.meta.url);
  try {
    const binding = createRequire(require.resolve("@u4/opencv4nodejs"));
    const gyp = binding.resolve("node-gyp/bin/node-gyp.js");
    report("downloading the headers of this Node (once) ...");
    const args = [gyp, "install", `--devdir=${headersDownload(env)}`];
    await runCommand(process.execPath, args, { env, signal });
  } catch {
    signal?.throwIfAborted();
    // Without node-gyp there is no download, and the missing headers are reported.
  }
}

/** The compiler's first error as one line, and where the rest stands. */
function compilerTrouble(output: string, cache: string): [problem: string, hint: string] {
  const log = join(cache, "opencv-build.log");
  writeFileSync(log, output);
  const first = output.split("\n").find((line) => /\berror\b/i.test(line)) ?? "no reason given";
  return [`the binding does not compile: ${first.trim()}`, `see ${log}`];
}

/** Copies beside the target first, because the cache may lie on another disk, where no rename reaches. */
function putInPlace(binding: string, target: string, record: BuildRecord): void {
  mkdirSync(dirname(target), { recursive: true });
  const beside = `${target}.new`;
  copyFileSync(binding, beside);
  renameSync(beside, target);
  writeFileSync(recordPath(target), `${JSON.stringify(record)}\n`);
}

const recordPath = (binding: string): string => `${binding}.json`;

function readRecord(binding: string): BuildRecord | undefined {
  try {
    return JSON.parse(readFileSync(recordPath(binding), "utf8")) as BuildRecord;
  } catch {
    return undefined; // None, or cut short: the binding is built again.
  }
}
