/**
 * What somebody speaks who does not speak TLS, by how they begin. Good for an
 * offer to the user, and for nothing else: anybody can begin like that.
 */
import type { Dialect } from "../call/address.js";

/** What a pickle begins with, after its length. */
const PROTO = 0x80;
/** Letters of "done", by which whoever waits for a videostream call greets. */
const GREETING = 4;
/** Nobody but who sends pictures unasked says as much before anything was said to them. */
const MUCH = 4096;

/** Of somebody who called us: their first bytes, none if they waited for ours. */
export function callersDialect(first: Uint8Array): Dialect | undefined {
  if (first.length === 0) return "videostream";
  const [wide, narrow] = [first[8] === PROTO, first[4] === PROTO];
  return wide || narrow ? "pickle" : undefined;
}

/** Of somebody we called: how many bytes they said, and whether they then waited for us, or left when they had heard us. */
export function answerersDialect(bytes: number, waits: boolean): Dialect | undefined {
  if (waits) return bytes === GREETING ? "videostream" : undefined;
  return bytes >= MUCH ? "pickle" : undefined;
}
