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

/**
 * Places files after the XDG base directory specification 0.8, which wants a
 * variable that is unset, empty or relative to be ignored. What ssh runs often
 * has no `XDG_RUNTIME_DIR`: then it is where systemd makes it for user number `uid`.
 */
export function xdgPaths(
  environment: Readonly<NodeJS.ProcessEnv>,
  home: string,
  uid = process.getuid?.(),
): Paths {
  const base = (variable: string, fallback: string): string => {
    const given = environment[variable];
    return given !== undefined && isAbsolute(given) ? given : resolve(home, fallback);
  };
  const runtime = base("XDG_RUNTIME_DIR", `/run/user/${uid}`);
  const data = join(base("XDG_DATA_HOME", join(".local", "share")), "tetatty");
  return {
    config: join(base("XDG_CONFIG_HOME", ".config"), "tetatty", "config.json"),
    peers: join(data, "peers.json"),
    identity: join(data, "identity"),
    known: join(data, "known_peers"),
    sshConfig: join(home, ".ssh", "config"),
    homes: [join(runtime, "tetatty"), join(data, "run")],
  };
}
