/**
 * What the binding is built from, and where this machine keeps it: the package's
 * sources, OpenCV's headers and libraries, Node's headers, a C++ compiler.
 * Looking changes nothing; whatever is not there is undefined.
 */
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { type Environment, findProgram } from "./command.js";

/** The modules we use, in the order in which they depend on each other. */
export const OPENCV_MODULES = ["core", "imgproc", "imgcodecs", "videoio", "highgui"] as const;

export interface Sources {
  /** The folder of @u4/opencv4nodejs. */
  readonly folder: string;
  readonly version: string;
  /** The folder with nan.h. */
  readonly nan: string;
}

export interface OpenCvPlace {
  /** The folder that holds `opencv2/`. */
  readonly include: string;
  readonly libraries: string;
  readonly version: string;
}

export interface NodeHeaders {
  /** The folder that holds node.h. */
  readonly include: string;
  /** The C++ dialect its headers want, such as `gnu++17`. */
  readonly dialect: string;
}

export interface Toolchain {
  readonly sources: Sources | undefined;
  readonly openCv: OpenCvPlace | undefined;
  readonly headers: NodeHeaders | undefined;
  readonly compiler: string | undefined;
}

export function findToolchain(env: Environment): Toolchain {
  return {
    sources: findSources(),
    openCv: findOpenCvPlace(env),
    headers: findNodeHeaders(env),
    compiler: findCompiler(env),
  };
}

export function findSources(): Sources | undefined {
  const require = createRequire(import.meta.url);
  try {
    const folder = join(dirname(require.resolve("@u4/opencv4nodejs")), "../..");
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
      version: string;
    };
    const nan = dirname(createRequire(join(folder, "package.json")).resolve("nan/package.json"));
    return { folder, version, nan };
  } catch {
    return undefined; // Not installed, or only half: either way it must be installed again.
  }
}

/** `$CXX`, or whatever calls itself a C++ compiler. */
function findCompiler(env: Environment): string | undefined {
  const names = env["CXX"] ? [env["CXX"]] : ["c++", "g++", "clang++"];
  return names.map((name) => findProgram(name, env)).find((path) => path !== undefined);
}

/** Debian's names for what Node calls `process.arch`. */
const TRIPLETS: Readonly<Record<string, string>> = {
  x64: "x86_64-linux-gnu",
  arm64: "aarch64-linux-gnu",
  arm: "arm-linux-gnueabihf",
  ia32: "i386-linux-gnu",
  riscv64: "riscv64-linux-gnu",
  ppc64: "powerpc64le-linux-gnu",
  s390x: "s390x-linux-gnu",
};

/** `$OPENCV_INCLUDE_DIR` with `$OPENCV_LIB_DIR`, or the first complete OpenCV in the usual places. */
function findOpenCvPlace(env: Environment): OpenCvPlace | undefined {
  const include = env["OPENCV_INCLUDE_DIR"];
  const libraries = env["OPENCV_LIB_DIR"];
  if (include && libraries) return openCvAt(include, libraries);
  for (const prefix of ["/usr/local", "/opt/homebrew", "/usr"]) {
    for (const lib of [`lib/${TRIPLETS[process.arch] ?? ""}`, "lib64", "lib"]) {
      const place = openCvAt(join(prefix, "include/opencv4"), join(prefix, lib));
      if (place) return place;
    }
  }
  return undefined;
}

function openCvAt(include: string, libraries: string): OpenCvPlace | undefined {
  const complete = OPENCV_MODULES.every(
    (module) =>
      existsSync(join(include, "opencv2", `${module}.hpp`)) &&
      existsSync(libraryFile(libraries, module)),
  );
  if (!complete) return undefined;
  const header = readFileSync(join(include, "opencv2/core/version.hpp"), "utf8");
  const part = (name: string): string =>
    new RegExp(`#define CV_VERSION_${name}\\s+(\\d+)`).exec(header)?.[1] ?? "?";
  const version = `${part("MAJOR")}.${part("MINOR")}.${part("REVISION")}`;
  return { include, libraries, version };
}

export function libraryFile(folder: string, module: string): string {
  const suffix = process.platform === "darwin" ? "dylib" : "so";
  return join(folder, `libopencv_${module}.${suffix}`);
}

/**
 * Headers of this very Node: beside its program, where npm was told they are, in
 * the system's include folder, or downloaded before.
 */
function findNodeHeaders(env: Environment): NodeHeaders | undefined {
  const roots = [
    join(dirname(process.execPath), ".."),
    env["npm_config_nodedir"],
    "/usr",
    join(headersDownload(env), process.versions.node),
  ];
  for (const root of roots) {
    const headers = root && nodeHeadersAt(join(root, "include/node"));
    if (headers) return headers;
  }
  return undefined;
}

/** The folder into which `node-gyp install` downloads the headers of this Node, if it must. */
export function headersDownload(env: Environment): string {
  return join(cacheFolder(env), "node-gyp");
}

/** Where a build works; nothing in it is ever needed again. */
export function cacheFolder(env: Environment): string {
  return join(env["XDG_CACHE_HOME"] || join(homedir(), ".cache"), "tetatty");
}

function nodeHeadersAt(include: string): NodeHeaders | undefined {
  try {
    const version = readFileSync(join(include, "node_version.h"), "utf8");
    const abi = new RegExp(`NODE_MODULE_VERSION ${process.versions.modules}\\b`);
    if (!abi.test(version) || !existsSync(join(include, "v8.h"))) return undefined;
    const rules = readFileSync(join(include, "common.gypi"), "utf8");
    return { include, dialect: /-std=(gnu\+\+\w+)/.exec(rules)?.[1] ?? "gnu++17" };
  } catch {
    return undefined; // Not there: the next place.
  }
}
