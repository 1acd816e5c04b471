/**
 * Where the sound server listens and what lets us in: the rules of
 * PulseAudio's own client library (`PULSE_SERVER`, then the run-time folder).
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What of the environment matters here. */
export type Environment = Readonly<Record<string, string | undefined>>;

export type ServerAddress =
  | { readonly path: string }
  | { readonly host: string; readonly port: number };

const DEFAULT_PORT = 4713;
const LAST_PORT = 65_535;
const COOKIE_BYTES = 256;

/** Where to try, in order: what `environment` names, and only that, or else the user's own server. */
export function serverAddresses(environment: Environment, uid: number): readonly ServerAddress[] {
  const named = (environment["PULSE_SERVER"] ?? "").split(/\s+/).filter((word) => word !== "");
  if (named.length > 0) return named.map(parseServer).filter((it) => it !== undefined);
  const runtime = environment["XDG_RUNTIME_DIR"] || `/run/user/${uid}`;
  const folder = environment["PULSE_RUNTIME_PATH"] || join(runtime, "pulse");
  return [{ path: join(folder, "native") }];
}

/**
 * `unix:/path`, `/path`, `tcp:host:port`, `tcp6:[::1]`, or `host` alone. `{host}` in front restricts an address to one
 * machine, which we need not look at: it is our own.
 */
function parseServer(word: string): ServerAddress | undefined {
  const bare = word.replace(/^\{[^}]*\}/, "");
  const path = /^(?:unix:)?(\/.*)$/.exec(bare)?.[1];
  if (path !== undefined) return { path };
  const tcp = /^(?:tcp[46]?:)?(\[[^\]]+\]|[^:[\]]+)(?::(\d+))?$/.exec(bare);
  const port = Number(tcp?.[2] ?? DEFAULT_PORT);
  if (!tcp || bare.startsWith("unix:") || port > LAST_PORT) return undefined;
  return { host: (tcp[1] as string).replace(/[[\]]/g, ""), port };
}

export function formatServer(address: ServerAddress): string {
  if ("path" in address) return address.path;
  return `${address.host}:${address.port}`;
}

/** The secret that servers ask of other users and of TCP clients; zeros where there is none, as our own server asks for none. */
export function readCookie(environment: Environment, home: string): Uint8Array {
  const config = environment["XDG_CONFIG_HOME"] || join(home, ".config");
  const places = [
    environment["PULSE_COOKIE"],
    join(config, "pulse", "cookie"),
    join(home, ".pulse-cookie"),
  ];
  for (const place of places) {
    const cookie = place === undefined ? undefined : readIfThere(place);
    if (cookie && cookie.length >= COOKIE_BYTES) return cookie.subarray(0, COOKIE_BYTES);
  }
  return new Uint8Array(COOKIE_BYTES);
}

function readIfThere(path: string): Uint8Array | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined; // absent or not for us: the next place may have one
  }
}
