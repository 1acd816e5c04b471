import { missingDebianPackages, SETUP_AGAIN, upToDate } from "./build.js";
import type { Environment } from "./command.js";
import { bindingPath, findOpenCv } from "./load.js";
import { findToolchain } from "./toolchain.js";
import { tryBinding } from "./trial.js";

/** One thing a camera needs, for `tetatty setup --check`. */
export interface SetupItem {
  readonly name: string;
  readonly ok: boolean;
  /** Where it is and which version, or what is wrong with it. */
  readonly detail: string;
}

export interface SetupReport {
  /** Whether OpenCV loads. What is only needed for building may still be missing. */
  readonly ready: boolean;
  readonly items: readonly SetupItem[];
  /** What to type, when it does not. */
  readonly hint: string | undefined;
}

/** Looks at everything the camera needs, changes nothing. */
export async function describeSetup(env: Environment = process.env): Promise<SetupReport> {
  const tools = findToolchain(env);
  const binding = await describeBinding(env);
  const missing = missingDebianPackages(env);
  return {
    ready: binding.ok,
    items: [
      binding,
      item("OpenCV", tools.openCv && `${tools.openCv.version} in ${tools.openCv.libraries}`),
      item("C++ compiler", tools.compiler),
      item("Node headers", tools.headers?.include),
      item(
        "@u4/opencv4nodejs",
        tools.sources && `${tools.sources.version} in ${tools.sources.folder}`,
      ),
    ],
    hint: binding.ok
      ? undefined
      : missing.length > 0
        ? `${SETUP_AGAIN} (it installs ${missing.join(" ")})`
        : SETUP_AGAIN,
  };
}

const item = (name: string, detail: string | undefined): SetupItem => ({
  name,
  ok: detail !== undefined,
  detail: detail ?? "not found",
});

/** Tries the binding that a camera would load, which `$TETATTY_OPENCV` may choose. */
async function describeBinding(env: Environment): Promise<SetupItem> {
  const name = "binding";
  const path = findOpenCv(env);
  const told = env["TETATTY_OPENCV"];
  if (path === undefined) {
    const why = told ? `TETATTY_OPENCV is ${told}` : `not built yet (${bindingPath(env)})`;
    return { name, ok: false, detail: why };
  }
  const trouble = await tryBinding(path, { env });
  if (trouble) return { name, ok: false, detail: `${path} does not load: ${trouble}` };
  const stale = path === bindingPath(env) && !upToDate(env);
  return {
    name,
    ok: true,
    detail: stale ? `${path}, built from other versions than are installed now` : path,
  };
}
