/** What ssh said, in words for people. */
import { formatAddress, type SshAddress } from "../call/address.js";
import { cleanText } from "../util/text.js";
import { EXIT_NOBODY } from "./knock.js";
import { LinkError } from "./link-error.js";
import type { SshEnd } from "./ssh.js";

/** ssh's own trouble, as opposed to that of what it runs (ssh(1), "Exit status"). */
const EXIT_SSH = 255;
/** The shell's word for a command it does not find, or cannot run (POSIX, 2.8.2). */
const NO_COMMAND: ReadonlySet<unknown> = new Set([126, 127]);
/** Letters of a complaint that fit a sentence. */
const MAX_LETTERS = 200;

/** Why no line came about through ssh, which `ended` so. */
export function sshError(address: SshAddress, ended: SshEnd, signal: AbortSignal): LinkError {
  const place = formatAddress(address);
  if (signal.aborted) return new LinkError("cancelled", `gave up on ${place}`, "");
  const { code } = ended;
  const last = cleanText(
    ended.said
      .trim()
      .split(/[\r\n]+/)
      .at(-1) ?? "",
    MAX_LETTERS,
  );
  if (code === undefined)
    return new LinkError(
      "unreachable",
      `cannot reach ${place}: there is no ssh on this machine`,
      "install OpenSSH's client",
    );
  if (code === EXIT_SSH) return refusal(address, ended.said, last);
  if (code === EXIT_NOBODY)
    return new LinkError(
      "refused",
      `nobody is at home at ${place}: no tetatty runs there for that user`,
      "ask them to start tetatty, and to leave it running",
    );
  if (NO_COMMAND.has(code))
    return new LinkError(
      "not-tetatty",
      `there is no tetatty at ${place} (${last})`,
      "install it there, or say where it is: --remote-command /path/to/tetatty",
    );
  return new LinkError(
    "not-tetatty",
    `what ssh runs at ${place} is no tetatty that we understand (${last || `exit code ${code}`})`,
    "check that both sides run the same version",
  );
}

function refusal(address: SshAddress, said: string, last: string): LinkError {
  const place = formatAddress(address);
  const byHand = sshByHand(address);
  if (said.includes("HOST IDENTIFICATION HAS CHANGED"))
    return new LinkError(
      "unreachable",
      `ssh knows ${place} by another key than answers there: somebody may be in between`,
      `see what ssh says of it: ${byHand}`,
    );
  if (last.includes("Host key verification failed"))
    return new LinkError(
      "unreachable",
      `ssh does not know the machine at ${place} yet`,
      `meet it once, in a terminal: ${byHand}`,
    );
  if (/permission denied|passphrase|password/i.test(last))
    return new LinkError(
      "unreachable",
      `ssh would have to ask to get to ${place} (${last})`,
      `use a key and an agent (ssh-add), or see what is missing: ${byHand}`,
    );
  return new LinkError(
    "unreachable",
    `ssh does not get to ${place} (${last || "without a word"})`,
    `see what ssh says by itself: ${byHand}`,
  );
}

/** What to type to get there without us. */
function sshByHand({ user, host, port }: SshAddress): string {
  const place = user === "" ? host : `${user}@${host}`;
  return port === 0 ? `ssh ${place}` : `ssh -p ${port} ${place}`;
}
