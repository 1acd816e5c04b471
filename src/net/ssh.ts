/**
 * The system's own ssh as a line: keys, configuration, jump hosts, agents and
 * `known_hosts` are the user's, and ssh's alone. On the far side it runs
 * `tetatty --stdio`, which leads to the tetatty that waits there.
 *
 *     phone ── TLS ── ssh ═══════ sshd ── tetatty --stdio ── unix socket ── phone
 *
 * ssh carries bytes and nothing else: who is at the other end is proven inside
 * of it, as on any other line.
 */
import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { Duplex } from "node:stream";
import type { SshAddress } from "../call/address.js";
import { takeLine } from "./first-line.js";
import { GREETING } from "./knock.js";
import { sshError } from "./ssh-error.js";

/** How ssh is used. */
export interface SshWays {
  /** What the far side's shell runs as tetatty. */
  readonly command: string;
  /** Whether ssh has a way to ask for passphrases and the like that leaves our terminal alone. */
  readonly asks: boolean;
}

export const USUAL_WAYS: SshWays = { command: "tetatty", asks: false };

/** Bytes that the far side may say before tetatty does: some login scripts talk. */
const MAX_NOISE = 8192;
/** Bytes kept of what ssh complains about. */
const MAX_COMPLAINT = 4096;
/** How long ssh may take to end after its output has, in milliseconds; and what it said last to arrive after that. */
const LAST_WORDS = 2000;
const ECHO = 200;

/** The command line after `ssh`. A destination never passes for an option: `--` stands before it. */
export function sshArguments({ user, host, port }: SshAddress, ways: SshWays): readonly string[] {
  const options = [
    // Nobody could answer on a terminal that is drawn on.
    ...(ways.asks ? [] : ["BatchMode=yes"]),
    // What the user's configuration asks of ssh when a person sits before it; scp and sftp leave it out, too.
    "RequestTTY=no",
    "RemoteCommand=none",
    "PermitLocalCommand=no",
    "ClearAllForwardings=yes",
    "ForwardAgent=no",
    "ForwardX11=no",
  ];
  return [
    ...options.flatMap((option) => ["-o", option]),
    ...(port === 0 ? [] : ["-p", String(port)]),
    "--",
    user === "" ? host : `${user}@${host}`,
    `${ways.command} --stdio`,
  ];
}

/**
 * Opens a line to the tetatty at home at `address`.
 *
 * @throws LinkError in ssh's own words, or those of tetatty at the far side.
 */
export async function dialThroughSsh(
  address: SshAddress,
  ways: SshWays,
  signal: AbortSignal,
): Promise<Duplex> {
  // A session of its own has no terminal: ssh can neither ask on ours nor be ended by its keys.
  const child = spawn("ssh", sshArguments(address, ways), { stdio: "pipe", detached: true });
  const end = endOf(child);
  const line = lineOf(child);
  const giveUp = (): void => void line.destroy();
  signal.addEventListener("abort", giveUp, { once: true });
  if (signal.aborted) giveUp();
  const greeted = await takeLine(line, (said) => said.endsWith(GREETING), MAX_NOISE);
  if (greeted === undefined) {
    // Whatever talks on without a greeting is no tetatty; what has stopped talking is about to say why.
    const patience = setTimeout(giveUp, LAST_WORDS);
    const ended = line.readableEnded ? await end : TALKS_ON;
    clearTimeout(patience);
    line.destroy();
    throw sshError(address, ended, signal);
  }
  signal.removeEventListener("abort", giveUp);
  return line;
}

/** How ssh ended. */
export interface SshEnd {
  /** Undefined when there is no ssh, null when a signal ended it. */
  readonly code: number | null | undefined;
  /** What it said on stderr, at the end of it. */
  readonly said: string;
}

const TALKS_ON: SshEnd = { code: 0, said: "" };

/** Never rejects. */
async function endOf(child: ChildProcessWithoutNullStreams): Promise<SshEnd> {
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-MAX_COMPLAINT);
  });
  const closed = new Promise((done) => child.stderr.once("close", done));
  const code = await new Promise<number | null | undefined>((done) => {
    child.once("error", () => done(undefined));
    child.once("exit", done);
  });
  // A shared connection that goes on in the background (ControlPersist) keeps stderr open.
  await Promise.race([closed, new Promise((done) => setTimeout(done, ECHO))]);
  return { code, said };
}

/** What `child` reads and writes as one stream. Whichever ends first, the other goes too. */
function lineOf(child: ChildProcessWithoutNullStreams): Duplex {
  const { stdin, stdout } = child;
  const line = new Duplex({
    read: () => void stdout.resume(),
    write: (chunk, _encoding, done) => void stdin.write(chunk, done),
    final: (done) => void stdin.end(done),
    destroy(error, done) {
      stop(child);
      done(error);
    },
  });
  stdout.on("data", (chunk) => {
    if (!line.push(chunk)) stdout.pause();
  });
  stdout.once("close", () => line.push(null));
  // ssh has gone: its output ends, too, and that is what is looked at.
  stdin.on("error", () => undefined);
  line.on("error", () => undefined);
  return line;
}

/** Ends ssh together with what it runs to get there. A connection that others share (ControlPersist) is none of it. */
function stop(child: ChildProcessWithoutNullStreams): void {
  const { pid, exitCode, signalCode } = child;
  if (pid === undefined || exitCode !== null || signalCode !== null) return;
  try {
    process.kill(-pid);
  } catch {
    child.kill(); // It has ended this very moment, or the system knows no groups.
  }
}
