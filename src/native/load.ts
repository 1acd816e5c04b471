/**
 * Finds and loads the two binary packages, on demand and by path.
 *
 * OpenCV's compiled binding is required directly: the package's own entry point
 * prints to stdout, wants a build record and reads the current folder. It costs
 * 130 ms and 250 shared objects, so only the processes that hold a camera or a
 * window may load it; everybody else asks {@link openCvAvailable}.
 */
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import type { OpenCv } from "./opencv.js";
import type { Sharp } from "./sharp.js";

/** A binary package that is not there or does not load; `hint` says what to type. */
export class NativeError extends Error {
  override readonly name = "NativeError";
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.hint = hint;
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

/** `TETATTY_OPENCV=off` pretends that there is no binding. */
const OFF = "off";

const require = createRequire(import.meta.url);

/** Where `tetatty setup` puts the binding for this Node: its ABI and processor are part of the path. */
export function bindingPath(env: Environment = process.env): string {
  const data = env["XDG_DATA_HOME"] || join(homedir(), ".local/share");
  const runtime = `node-${process.versions.modules}-${process.arch}`;
  return join(data, "tetatty/opencv", runtime, "opencv4nodejs.node");
}

/**
 * The binding that {@link loadOpenCv} would load, or undefined when there is none.
 *
 * `$TETATTY_OPENCV` (a path, or `off`) alone decides where it is set; otherwise
 * {@link bindingPath} comes before a build inside node_modules.
 */
export function findOpenCv(env: Environment = process.env): string | undefined {
  const told = env["TETATTY_OPENCV"];
  if (told === OFF) return undefined;
  const places = told ? [told] : [bindingPath(env), ...builtInPlace()];
  return places.find((place) => existsSync(place));
}

/** Whether a binding is there; nothing is loaded to find out. */
export function openCvAvailable(env: Environment = process.env): boolean {
  return findOpenCv(env) !== undefined;
}

/**
 * Loads OpenCV into this process.
 *
 * @throws NativeError when the binding is missing or a library it needs is.
 */
export function loadOpenCv(env: Environment = process.env): OpenCv {
  const path = findOpenCv(env);
  const hint = "type: tetatty setup";
  if (path === undefined) throw new NativeError("OpenCV is not set up", hint);
  // Read by the binding's initialiser; its tracking of pixel memory costs more than it tells.
  process.env["OPENCV4NODEJS_DISABLE_EXTERNAL_MEM_TRACKING"] = "1";
  try {
    return require(path) as OpenCv;
  } catch (cause) {
    throw new NativeError(`OpenCV cannot be loaded: ${firstLine(cause)}`, hint, { cause });
  }
}

/**
 * Loads sharp, which reads still images and writes PNG.
 *
 * @throws NativeError when it is missing or made for another system.
 */
export function loadSharp(): Sharp {
  try {
    return require("sharp") as Sharp;
  } catch (cause) {
    const hint = "type: npm install --include=optional sharp";
    throw new NativeError(`sharp cannot be loaded: ${firstLine(cause)}`, hint, { cause });
  }
}

/** The place `npm rebuild @u4/opencv4nodejs` builds into, if the package is installed. */
function builtInPlace(): readonly string[] {
  try {
    const entry = require.resolve("@u4/opencv4nodejs");
    return [join(dirname(entry), "../../build/Release/opencv4nodejs.node")];
  } catch {
    return []; // Installed without its dependencies: the other places still count.
  }
}

function firstLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.split("\n", 1)[0] ?? message;
}
