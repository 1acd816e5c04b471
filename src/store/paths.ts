import { isAbsolute, join } from "node:path";

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
}

/**
 * Places files after the XDG base directory specification 0.8, which wants a
 * variable that is unset, empty or relative to be ignored.
 */
export function xdgPaths(environment: Readonly<NodeJS.ProcessEnv>, home: string): Paths {
  const base = (variable: string, fallback: string): string => {
    const given = environment[variable];
    return given !== undefined && isAbsolute(given) ? given : join(home, fallback);
  };
  const data = join(base("XDG_DATA_HOME", join(".local", "share")), "tetatty");
  return {
    config: join(base("XDG_CONFIG_HOME", ".config"), "tetatty", "config.json"),
    peers: join(data, "peers.json"),
    identity: join(data, "identity"),
    known: join(data, "known_peers"),
  };
}
