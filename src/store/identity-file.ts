/** Our secret key on disk. It is made once; whoever can read it can be us. */
import { statSync } from "node:fs";
import { type Identity, makeIdentity, parseIdentity } from "../trust/identity.js";
import { changeFile, readIfThere, replaceFile } from "./file.js";

/** A file with keys in it cannot be used as it is; `hint` says what to type. */
export class KeyFileError extends Error {
  override readonly name = "KeyFileError";
  readonly hint: string;

  constructor(message: string, hint: string, cause?: unknown) {
    super(message, { cause });
    this.hint = hint;
  }
}

/** What a mode may not grant to the group and to everybody. */
const OTHERS = 0o077;

/**
 * The identity kept at `path`; a new one, on the first run.
 *
 * @throws KeyFileError when the file cannot be read or written, holds no key,
 * or can be read by others. It is never replaced by itself.
 */
export function openIdentity(path: string): Identity {
  const text = attempt(path, () => readIfThere(path) ?? create(path));
  const identity = parseIdentity(text);
  if (!identity)
    throw new KeyFileError(
      `${path} holds no Ed25519 key`,
      "put back a copy of it, or remove it to become somebody new to your peers",
    );
  const { mode } = attempt(path, () => statSync(path));
  if (process.platform !== "win32" && (mode & OTHERS) !== 0)
    throw new KeyFileError(
      `your identity can be read by others: ${path} has mode ${(mode & 0o777).toString(8)}`,
      `chmod 600 ${path}; remove it instead if somebody may have copied it`,
    );
  return identity;
}

/** Of several that start at once, the first one's is everybody's. */
function create(path: string): string {
  return changeFile(path, () => {
    const others = readIfThere(path);
    if (others !== undefined) return others;
    const { secret } = makeIdentity();
    replaceFile(path, secret);
    return secret;
  });
}

function attempt<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    const why = (error as Error).message;
    throw new KeyFileError(`there is no identity at ${path}: ${why}`, "check the folder", error);
  }
}
