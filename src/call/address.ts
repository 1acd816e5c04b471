/** Where a peer listens. Pure text work: whether anybody is there is `net/`'s business. */
export interface Address {
  /** A host name or a bare IP address (no brackets); empty means "all interfaces" when listening. */
  readonly host: string;
  /** 0 to 65535; 0 means "any free port" when listening. */
  readonly port: number;
}

/** Where a tetatty listens unless told otherwise. */
export const DEFAULT_PORT = 7887;

/** `host`, `host:port`, `:port`, `[v6]` or `[v6]:port`. */
const WITH_PORT =
  /^(?:\[(?<v6>[\da-fA-F:.]+(?:%\w+)?)\]|(?<name>[^:\s[\]/]*))(?::(?<port>\d{1,5}))?$/;
/** An IPv6 address without brackets, which leaves no room for a port: two colons, looked for in one pass over the text. */
const BARE_V6 = /^(?=[^:]*:[^:]*:)[\da-fA-F:.]+(?:%\w+)?$/;

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

/** The text {@link parseAddress} reads back; the default port is left out. */
export function formatAddress({ host, port }: Address): string {
  const name = host.includes(":") ? `[${host}]` : host;
  return port === DEFAULT_PORT && name !== "" ? name : `${name}:${port}`;
}
