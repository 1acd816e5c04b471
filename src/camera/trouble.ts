/** Why a source shows nothing, in words for people: the world is asked only once something went wrong. */
import { accessSync, constants, statSync } from "node:fs";
import { resolve } from "node:path";
import { NativeError } from "../native/load.js";
import { unreachable } from "../util/unreachable.js";
import type { OpenCvSpec } from "./source-spec.js";

/** What went wrong, and what to do or type about it; the hint may be empty. */
export interface Trouble {
  readonly problem: string;
  readonly hint: string;
}

/** How one run of the camera's process came to its end. */
export type Ending =
  /** OpenCV is missing or does not load; `detail` says which. */
  | { readonly how: "no-opencv"; readonly detail: string }
  | { readonly how: "cannot-open"; readonly detail: string }
  /** It opened and gave not one picture. */
  | { readonly how: "no-picture"; readonly detail: string }
  /** It gave pictures, and then no more. */
  | { readonly how: "ended"; readonly detail: string }
  /** No picture for so many milliseconds, and killed for it. */
  | { readonly how: "hung"; readonly silence: number }
  /** The process went, by itself or by somebody's hand: a signal's name or an exit code. */
  | { readonly how: "crashed"; readonly detail: string };

/** The sentence for `ending`, after a look at what `spec` names. */
export function explain(spec: OpenCvSpec, ending: Ending): Trouble {
  switch (ending.how) {
    case "no-opencv":
      // Whoever builds OpenCV first would learn only afterwards that there is nothing to play.
      return explainPlace(spec) ?? { problem: ending.detail, hint: "type: tetatty setup" };
    case "cannot-open":
      return explainClosed(spec, ending.detail);
    case "no-picture":
      return explainEmpty(spec);
    case "ended":
      return { problem: "it stopped sending pictures", hint: "" };
    case "hung": {
      const seconds = Math.round(ending.silence / 1000);
      return { problem: `no picture for ${seconds} s`, hint: "" };
    }
    case "crashed":
      return { problem: `its process crashed (${ending.detail})`, hint: "" };
    default:
      return unreachable(ending);
  }
}

/** Why sharp cannot read the image at `path`. */
export function explainImage(path: string, error: unknown): Trouble {
  const place = explainPath(path);
  if (place) return place;
  if (error instanceof NativeError) return { problem: error.message, hint: error.hint };
  const hint = "use a JPEG, PNG, WebP, GIF, AVIF, TIFF or SVG file";
  return { problem: "it is not an image that can be read", hint };
}

/** What is wrong with the place that `spec` names, whoever would read it; undefined where nothing is to be seen. */
function explainPlace(spec: OpenCvSpec): Trouble | undefined {
  if (spec.kind === "file") return explainPath(spec.path);
  return spec.kind === "camera" ? explainDevice(spec.device) : undefined;
}

function explainClosed(spec: OpenCvSpec, detail: string): Trouble {
  switch (spec.kind) {
    case "camera":
      return explainCamera(spec.device, detail);
    case "file":
      return explainPath(spec.path) ?? NOT_A_VIDEO;
    case "url":
      return { problem: "it cannot be reached, or sends no video", hint: URL_HINT };
    default:
      return unreachable(spec);
  }
}

/** An MP4 whose index stands at its end can only be played from servers that know byte ranges. */
const URL_HINT = "check the address, or download it and play the file";

const NOT_A_VIDEO: Trouble = {
  problem: "it is not a video that OpenCV can play",
  hint: "use an AVI, MP4, MKV or WebM file",
};

function explainEmpty(spec: OpenCvSpec): Trouble {
  if (spec.kind === "file") return explainPath(spec.path) ?? NOT_A_VIDEO;
  if (spec.kind === "url") return { problem: "it sends no video", hint: URL_HINT };
  // Many webcams have a second device that carries no pictures.
  const other = spec.index > 0 ? spec.index - 1 : spec.index + 1;
  return { problem: `${spec.device} gives no pictures`, hint: `try --source ${other}` };
}

function explainCamera(device: string, detail: string): Trouble {
  const place = explainDevice(device);
  if (place) return place;
  if (/busy/i.test(detail)) {
    return { problem: `another program uses ${device}`, hint: "close it there" };
  }
  const hint = "close other programs that use it, or plug it in again";
  return { problem: `${device} cannot be opened`, hint };
}

function explainDevice(device: string): Trouble | undefined {
  const fault = faultOf(device);
  if (fault === "missing") {
    return { problem: `there is no ${device}`, hint: "plug a camera in, or use --source pattern" };
  }
  if (fault === "forbidden") {
    const hint = "type: sudo usermod -aG video $USER - and log in again";
    return { problem: `no permission to open ${device}`, hint };
  }
  return undefined;
}

/** What is wrong with a file, or undefined when it can be read. */
function explainPath(path: string): Trouble | undefined {
  const fault = faultOf(path);
  switch (fault) {
    case undefined:
      return undefined;
    case "missing":
      return { problem: "there is no such file", hint: `looked for ${resolve(path)}` };
    case "folder":
      return { problem: "it is a folder", hint: "name a file in it" };
    case "forbidden":
      return { problem: "no permission to read it", hint: `type: chmod u+r ${resolve(path)}` };
    case "empty":
      return { problem: "the file is empty", hint: "has it been copied whole?" };
    default:
      return unreachable(fault);
  }
}

function faultOf(path: string): "missing" | "folder" | "forbidden" | "empty" | undefined {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return "folder";
    accessSync(path, constants.R_OK);
    return stat.isFile() && stat.size === 0 ? "empty" : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "EACCES" || code === "EPERM" ? "forbidden" : "missing";
  }
}
