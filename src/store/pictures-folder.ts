import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";

/**
 * Where people look for pictures: what `XDG_PICTURES_DIR` says, in the
 * environment or in the file that xdg-user-dirs(1) keeps, else `~/Pictures`
 * where there is one, else `home`.
 */
export function picturesFolder(
  environment: Readonly<Record<string, string | undefined>>,
  home: string,
): string {
  const config = environment["XDG_CONFIG_HOME"] || join(home, ".config");
  const told = environment["XDG_PICTURES_DIR"] ?? toldIn(join(config, "user-dirs.dirs"), home);
  if (told !== undefined && isAbsolute(told)) return told;
  const usual = join(home, "Pictures");
  return existsSync(usual) ? usual : home;
}

/** The file holds lines of shell: `XDG_PICTURES_DIR="$HOME/Pictures"`. */
function toldIn(path: string, home: string): string | undefined {
  try {
    const line = /^\s*XDG_PICTURES_DIR="(?<folder>[^"]*)"/m.exec(readFileSync(path, "utf8"));
    return line?.groups?.["folder"]?.replace(/^\$HOME(?=\/|$)/, home);
  } catch {
    return undefined; // Most machines without a desktop have none.
  }
}
