/** Where a peer listens. Pure text work: whether anybody is there is `net/`'s business. */
export interface Address {
  /** A host name or a bare IP address (no brackets); empty means "all interfaces" when listening. */
  readonly host: string;
  /** 0 to 65535; 0 means "any free port" when listening. */
  readonly port: number;
  /** What is spoken there; absent: our own protocol, and nothing less safe. */
  readonly dialect?: Dialect;
}

/** Whom the system's own ssh leads to, who listens on no port. What is left open, its configuration decides. */
export interface SshAddress extends Address {
  /** A host name, a `Host` of ssh's configuration, or a bare IP address. Never begins with a dash. */
  readonly host: string;
  /** Where sshd listens; 0: left open. */
  readonly port: number;
  /** Empty: left open. */
  readonly user: string;
}

/** What the programs of old tutorials speak, neither encrypted nor authenticated: docs/DIALECTS.md. */
export const DIALECTS = ["videostream", "pickle"] as const;
export type Dialect = (typeof DIALECTS)[number];

/** Where a tetatty listens unless told otherwise. */
export const DEFAULT_PORT = 7887;

/** `host`, `host:port`, `:port`, `[v6]` or `[v6]:port`. */
const WITH_PORT =
  /^(?:\[(?<v6>[\da-fA-F:.]+(?:%\w+)?)\]|(?<name>[^:\s[\]/]*))(?::(?<port>\d{1,5}))?$/;
/** An IPv6 address without brackets, which leaves no room for a port: two colons, looked for in one pass over the text. */
const BARE_V6 = /^(?=[^:]*:[^:]*:)[\da-fA-F:.]+(?:%\w+)?$/;

const SSH = "ssh://";
/** Neither a user nor a host may begin like an option, or mean anything to a shell. */
const SSH_URL = /^ssh:\/\/(?:(?<user>[A-Za-z\d_.][\w.+-]*)@)?(?<place>[^@/]+)\/?$/;
const SSH_HOST = /^[\p{L}\d_][\p{L}\d_.-]*$|^[\da-fA-F:.]+(?:%\w+)?$/u;

/**
 * Reads `host`, `host:port`, `:port`, `[v6]`, `[v6]:port` or a bare v6 address.
 * `undefined` when it is none of these.
 */
export function parseAddress(text: string, defaultPort = DEFAULT_PORT): Address | undefined {
  if (text === "") return undefined;
  if (BARE_V6.test(text)) return { host: text, port: defaultPort };
  const found = WITH_PORT.exec(text)?.groups;
  if (!found) return undefined;
  const port = found["port"] === undefined ? defaultPort : Number(found["port"]);
  return port > 65_535 ? undefined : { host: found["v6"] ?? found["name"] ?? "", port };
}

const IN_DIALECT = new RegExp(`^(${DIALECTS.join("|")})://(.*?)/?$`);

/** The same, or `videostream://` or `pickle://` before it. */
export function parsePlace(text: string): Address | undefined {
  const [, dialect, place = ""] = IN_DIALECT.exec(text) ?? [];
  if (dialect === undefined) return parseAddress(text);
  const address = parseAddress(place);
  return address && { ...address, dialect: dialect as Dialect };
}

/** Reads what {@link parsePlace} does, and `ssh://[user@]host[:port]`. `undefined` when nobody can be called there. */
export function parseDestination(text: string): Address | undefined {
  if (text.startsWith(SSH)) return parseSsh(text);
  const address = parsePlace(text);
  return address && address.host !== "" && address.port !== 0 ? address : undefined;
}

function parseSsh(text: string): SshAddress | undefined {
  const { user = "", place = "" } = SSH_URL.exec(text)?.groups ?? {};
  const address = parseAddress(place, -1);
  if (!address || address.port === 0 || !SSH_HOST.test(address.host)) return undefined;
  return { user, host: address.host, port: Math.max(0, address.port) };
}

/** Whether `address` is reached through ssh. */
export function isSsh(address: Address): address is SshAddress {
  return "user" in address;
}

/** The text that {@link parseDestination} reads back; a usual port, and what is left open, are left out. */
export function formatAddress(address: Address): string {
  const { host, port, dialect } = address;
  const name = host.includes(":") ? `[${host}]` : host;
  if (isSsh(address)) {
    const user = address.user === "" ? "" : `${address.user}@`;
    return `${SSH}${user}${name}${port === 0 ? "" : `:${port}`}`;
  }
  const place = port === DEFAULT_PORT && name !== "" ? name : `${name}:${port}`;
  return dialect === undefined ? place : `${dialect}://${place}`;
}
