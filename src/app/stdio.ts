/** `tetatty --stdio`, which ssh runs: from its own input and output to the tetatty at home, byte by byte. */
import { once } from "node:events";
import { Socket } from "node:net";
import { LinkError } from "../net/link-error.js";
import { knock } from "../net/knock.js";

/**
 * Passes bytes both ways until either side ends. `from`: whom sshd says that they come from.
 *
 * @throws LinkError when nobody is at home in `homes`; `who` is the user and the machine, for people.
 */
export async function bridgeStdio(
  homes: readonly string[],
  from: string,
  who: string,
): Promise<void> {
  const home = await knock(homes);
  if (!home)
    throw new LinkError(
      "refused",
      `nobody is at home: no tetatty runs for ${who}`,
      "start tetatty there, and leave it running",
    );
  // Not `process.stdout`, which waits in write(2): a slow way out would hold up the way in.
  const output = new Socket({ fd: 1, readable: false }).on("error", () => undefined);
  home.write(`${from}\n`);
  process.stdin.on("error", () => undefined).pipe(home);
  home.pipe(output);
  await Promise.race([closing(home), closing(output)]);
  home.destroy();
  process.stdin.destroy();
  // What came last still leaves.
  if (!output.closed) await closing(output.end());
}

const closing = async (socket: Socket): Promise<unknown> => once(socket, "close");
