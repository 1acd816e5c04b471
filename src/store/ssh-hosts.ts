import { readIfThere } from "./file.js";

/**
 * The hosts that the ssh configuration at `path` names, as the user wrote them.
 * Files that it includes are not read: this is for offering, not for deciding.
 */
export function sshHosts(path: string): readonly string[] {
  try {
    const lines = readIfThere(path)?.matchAll(/^[ \t]*host(?:[ \t]*=[ \t]*|[ \t]+)(.+)$/gim) ?? [];
    const words = Array.from(lines, ([, patterns = ""]) => patterns.trim().split(/\s+/)).flat();
    return [...new Set(words.filter((word) => !/[*?!"]/.test(word)))];
  } catch {
    return []; // Nobody waits for a complaint while a line is completed.
  }
}
