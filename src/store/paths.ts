import { hostname } from "node:os";
import { isAbsolute, join, resolve } from "node:path";

/** Where tetatty keeps its files. */
export interface Paths {
  /** The person writes it, we only read it. */
  readonly config: string;
  /** The address book. */
  readonly peers: string;
  /** Our own secret key. */
  readonly identity: string;
  /** The keys of peers. */
  readonly known: string;
  /** Folders for the sockets of those who are at home, the best one first. */
  readonly homes: readonly string[];
  /** The user's own settings of ssh, which are ssh's to obey. */
  readonly sshConfig: string;
}

/** The machine and its user. */
interface Here {
  readonly uid: number;
  readonly machine: string;
}

/**
 * Places files after the XDG base directory specification 0.8, which wants a
 * variable that is unset, empty or relative to be ignored.
 *
 * Whoever is at home is so in the data folder: the runtime folder goes away when
 * its user logs out, and what waits in tmux stays. That is the second best, for
 * data folders that can hold no sockets. A data folder may be shared by several
 * machines, so that `here` is part of the name.
 */
export function xdgPaths(
  environment: Readonly<NodeJS.ProcessEnv>,
  home: string,
  here: Here = { uid: process.getuid?.() ?? 0, machine: hostname() },
): Paths {
  const base = (variable: string, fallback: string): string => {
    const given = environment[variable];
    return given !== undefined && isAbsolute(given) ? given : resolve(home, fallback);
  };
  // What ssh runs often has no such variable: then it is where systemd makes it.
  const runtime = base("XDG_RUNTIME_DIR", `/run/user/${here.uid}`);
  const data = join(base("XDG_DATA_HOME", join(".local", "share")), "tetatty");
  return {
    config: join(base("XDG_CONFIG_HOME", ".config"), "tetatty", "config.json"),
    peers: join(data, "peers.json"),
    identity: join(data, "identity"),
    known: join(data, "known_peers"),
    sshConfig: join(home, ".ssh", "config"),
    homes: [join(data, `run-${here.machine}`), join(runtime, "tetatty")],
  };
}
