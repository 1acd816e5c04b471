/** Programs that call each other through ssh. */
import { Peer } from "./peer.js";
import { noSsh, type SshMachine } from "./sshd.js";

export const BALL: readonly string[] = ["--source", "pattern:ball"];
export const WAITING: readonly string[] = [...BALL, "--auto-answer"];
export const needsSsh = { skip: noSsh };

/** Somebody who can only call, and knows where tetatty is at the far side. */
export async function caller(
  far: SshMachine,
  at: Pick<Peer, "home">,
  ...more: readonly string[]
): Promise<Peer> {
  const ways = ["--no-listen", "--remote-command", far.tetattyOf(at)];
  return Peer.within(far, ...ways, ...BALL, "--name", "bob", ...more);
}

/** What it last said of its state. */
export const last = ({ events }: Peer): Readonly<Record<string, unknown>> =>
  events.findLast(({ event }) => event === "state") ?? {};
