import { type Address, parseAddress, parseDestination } from "../../call/address.js";
import { qrCode, qrLines } from "../../render/qr.js";
import { openIdentity } from "../../store/identity-file.js";
import type { Command } from "../command.js";
import { EXIT, UsageError } from "../exit.js";
import { settingsOf } from "../run-options.js";
import type { World } from "../world.js";

function sayCode(text: string, { say }: World): void {
  const code = qrCode(text);
  if (!code) throw new UsageError("the host is too long for a QR code", "leave out --qr");
  for (const line of qrLines(code)) say(line);
}

const placeOf = (text: string, port: number): Address | undefined =>
  text.startsWith("ssh://") ? parseDestination(text) : parseAddress(text, port);

export const invite: Command = {
  name: "invite",
  summary: "print where to call you, and your key",
  takes: ["[host]"],
  examples: [
    ["tetatty invite", "with this machine's address"],
    ["tetatty invite --qr", "and as a QR code"],
    ["tetatty invite alice.example.org", "at a name that others reach"],
    ["tetatty invite ssh://bob@example.org", "through ssh"],
  ],
  options: ["listen"],
  switches: [["qr", "and as a QR code, for a telephone's camera"]],
  async run(said) {
    const { words, world } = said;
    const { listen } = settingsOf(said, ["listen"]);
    if (listen === false)
      throw new UsageError("with --no-listen nobody can call you", "leave it out");
    const [where] = words;
    const given = where === undefined ? undefined : placeOf(where, listen.port);
    if (where !== undefined && !given?.host)
      throw new UsageError(
        `"${where}" is no address`,
        "write host, host:port, [v6]:port or ssh://[user@]host",
      );
    const { inviteOf } = await import("../../app/own-invite.js");
    const text = inviteOf(openIdentity(world.paths.identity), given ?? listen);
    world.say(text);
    if (said.flags.qr === true) sayCode(text, world);
    return EXIT.done;
  },
};
