import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes what is missing of a path. Node's own recursive way never returns where folders are refused as missing: /proc.
 *
 * @throws what `mkdirSync` throws, where a file is in the way, too.
 */
export function makeFolder(path: string): void {
  const parent = dirname(path);
  if (!existsSync(parent)) makeFolder(parent);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) mkdirSync(path);
}
