/** What the network said, in words for people. */
import { type Address, type Dialect, formatAddress } from "../call/address.js";

/** The network said no; `message` is a sentence for people, `hint` says what to type or try. */
export class LinkError extends Error {
  override readonly name = "LinkError";
  readonly reason:
    | "refused"
    | "unreachable"
    | "unknown-host"
    /** Something answers, but not as tetatty does. */
    | "not-tetatty"
    /** The same, and it seems to speak a dialect. */
    | "dialect"
    | "taken"
    | "forbidden"
    | "cancelled";
  readonly hint: string;

  constructor(reason: LinkError["reason"], message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.reason = reason;
    this.hint = hint;
  }
}

function codeOf(error: unknown): string {
  // Happy eyeballs reports every address it tried in one error.
  if (error instanceof AggregateError) return codeOf(error.errors[0]);
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

export function dialError(address: Address, cause: unknown, signal: AbortSignal): LinkError {
  const place = formatAddress(address);
  if (signal.aborted) return new LinkError("cancelled", `gave up on ${place}`, "", cause);
  const code = codeOf(cause);
  if (code === "ECONNREFUSED") {
    const what = address.dialect === undefined ? "tetatty" : "program";
    const which = address.dialect === undefined ? "tetatty" : "theirs";
    return new LinkError(
      "refused",
      `nobody answers at ${place}: no ${what} is listening there`,
      `ask them to start ${which}, and check the port`,
      cause,
    );
  }
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return new LinkError(
      "unknown-host",
      `no machine is called "${address.host}"`,
      "check the spelling, use an address, or see: tetatty peers list",
      cause,
    );
  return new LinkError(
    "unreachable",
    `cannot reach ${place} (${code || String(cause)})`,
    "check the address and any firewall between you",
    cause,
  );
}

/** The line stands, and no secure channel came about on it; `dialect` is what seems to be spoken there. */
export function handshakeError(
  address: Address,
  cause: unknown,
  signal: AbortSignal,
  dialect?: Dialect,
): LinkError {
  const place = formatAddress(address);
  if (signal.aborted) return new LinkError("cancelled", `gave up on ${place}`, "", cause);
  if (dialect !== undefined)
    return new LinkError(
      "dialect",
      `what answers at ${place} is no tetatty: it seems to speak ${dialect}, which is not encrypted`,
      `tetatty ${VERBS[dialect]} ${formatAddress({ ...address, dialect })}`,
      cause,
    );
  return new LinkError(
    "not-tetatty",
    `what answers at ${place} is no tetatty that we can trust (${handshakeWords(cause)})`,
    "check the port, and that both sides run the same version",
    cause,
  );
}

/** What one does with those who wait for a call in a dialect. */
const VERBS: Readonly<Record<Dialect, string>> = { videostream: "call", pickle: "watch" };

/** What OpenSSL says of bytes that are no TLS. */
const NO_TLS = /wrong version number|packet length too long|http request|record layer failure/;

/** Why there was no handshake. OpenSSL's own words have line breaks and numbers; only its reason is kept. */
function handshakeWords(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  if (NO_TLS.test(message)) return "it speaks no TLS";
  if (isReset(cause)) return "it closed the line";
  const [, reason] = /SSL routines:[^:]*:([^:]+)/.exec(message) ?? [];
  return reason ?? message.trim().replaceAll(/\s+/g, " ");
}

/** Whether somebody closed the line in the middle of the handshake, as who has too many callers does. */
export function isTurnedAway(error: unknown): boolean {
  return error instanceof LinkError && error.reason === "not-tetatty" && isReset(error.cause);
}

/** Whether the other side broke the line. */
export function isReset(error: unknown): boolean {
  return codeOf(error) === "ECONNRESET";
}

export function listenError(address: Address, cause: unknown): LinkError {
  const place = formatAddress(address);
  const code = codeOf(cause);
  if (code === "EADDRINUSE")
    return new LinkError(
      "taken",
      `cannot listen on ${place}: another program does`,
      "use another port: --listen 7888, or none: --no-listen",
      cause,
    );
  if (code === "EACCES")
    return new LinkError(
      "forbidden",
      `cannot listen on ${place}: ports below 1024 are the system's`,
      "use another port: --listen 7887",
      cause,
    );
  return new LinkError(
    "unreachable",
    `cannot listen on ${place} (${code || String(cause)})`,
    "use an address of this machine: --listen 127.0.0.1:7887",
    cause,
  );
}

/** There is no socket in `folder` for calls through ssh. */
export function homeError(folder: string, cause: unknown): LinkError {
  const why = codeOf(cause) || (cause instanceof Error ? cause.message : String(cause));
  return new LinkError(
    "forbidden",
    `calls through ssh cannot come in at ${folder} (${why})`,
    `see who can reach it: ls -ld ${folder}`,
    cause,
  );
}
