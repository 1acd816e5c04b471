import { readFileSync } from "node:fs";

/** `tetatty` and the version that package.json states. */
export function versionLine(): string {
  const about = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  return `tetatty ${(JSON.parse(about) as { readonly version: string }).version}`;
}
