import { parseAddress } from "../../call/address.js";
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

export const invite: Command = {
  name: "invite",
  summary: "print where to call you, and your key",
  takes: ["[host]"],
  examples: [
    ["tetatty invite", "with this machine's address"],
    ["tetatty invite --qr", "and as a QR code"],
    ["tetatty invite alice.example.org", "at a name that others reach"],
  ],
  options: ["listen"],
  switches: [["qr", "and as a QR code, for a telephone's camera"]],
  async run(said) {
    const { words, world } = said;
    const { listen } = settingsOf(said, ["listen"]);
    if (listen === false)
      throw new UsageError("with --no-listen nobody can call you", "leave it out");
    const given = words[0] === undefined ? undefined : parseAddress(words[0], listen.port);
    if (words[0] !== undefined && !given?.host)
      throw new UsageError(`"${words[0]}" is no address`, "write host, host:port or [v6]:port");
    const { inviteOf } = await import("../../app/own-invite.js");
    const text = inviteOf(openIdentity(world.paths.identity), given ?? listen);
    world.say(text);
    if (said.flags.qr === true) sayCode(text, world);
    return EXIT.done;
  },
};
