/**
 * Signatures of SSH keys, made and checked by `ssh-keygen`: it reads the secret
 * key, or asks the agent, and knows every type of key. We never see a secret.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "./exit.js";

/** What a signature is for, so that it cannot pass for one of another kind (OpenSSH's PROTOCOL.sshsig). */
const NAMESPACE = "tetatty";
/** A public key line, without what stands before the type or after the key (sshd(8), AUTHORIZED_KEYS FILE FORMAT). */
const PUBLIC_KEY = /^(?:ssh|ecdsa|sk)-[\w.@-]+ [A-Za-z\d+/]+=*(?=\s|$)/gm;
const SIGNER = "friend";

interface Said {
  readonly status: number | null;
  readonly stdout: string;
  /** The last line of it. */
  readonly complaint: string;
}

/** The signature of `text` in armour, by the key in `keyFile`. */
export function sign(text: string, keyFile: string): string {
  const { status, stdout, complaint } = sshKeygen(["sign", "-f", keyFile], text);
  if (status !== 0)
    throw new UsageError(
      `ssh-keygen does not sign with ${keyFile}: ${complaint}`,
      "name the file of a key of yours, such as ~/.ssh/id_ed25519",
    );
  return stdout.trimEnd();
}

/** Whether `signature`, in armour, is of `text` and by one of the SSH keys that `publicKeys` lists, one a line. */
export function isSigned(text: string, signature: string, publicKeys: string): boolean {
  const folder = mkdtempSync(join(tmpdir(), "tetatty-vouch-"));
  const [signers, file] = [join(folder, "signers"), join(folder, "signature")] as const;
  const allowed = publicKeys.match(PUBLIC_KEY) ?? [];
  try {
    writeFileSync(signers, allowed.map((key) => `${SIGNER} ${key}\n`).join(""));
    writeFileSync(file, signature);
    const words = ["verify", "-f", signers, "-I", SIGNER, "-s", file];
    return sshKeygen(words, text).status === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function sshKeygen([verb = "", ...words]: readonly string[], input: string): Said {
  const { error, status, stdout, stderr } = spawnSync(
    "ssh-keygen",
    ["-Y", verb, "-n", NAMESPACE, ...words],
    { input, encoding: "utf8" },
  );
  // One that has seen enough may end before it was given everything; that is no trouble of ours.
  if (error && status === null)
    throw new UsageError(`ssh-keygen cannot be run: ${error.message}`, "install OpenSSH");
  return { status, stdout, complaint: stderr.trim().split("\n").at(-1) ?? "" };
}
