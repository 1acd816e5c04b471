import { openIdentity } from "../../store/identity-file.js";
import { publicKeyLine } from "../../trust/peer-key.js";
import type { Command } from "../command.js";
import { EXIT } from "../exit.js";
import { sign } from "../ssh-signature.js";

export const id: Command = {
  name: "id",
  summary: "show who you are to peers: your key",
  takes: [],
  examples: [
    ["tetatty id", "fingerprint, public key, secret file"],
    ["tetatty id --export", "the public key line alone"],
    ["tetatty id --vouch ~/.ssh/id_ed25519", "the same, signed with your SSH key"],
  ],
  options: [],
  switches: [
    ["export", "print the public key line alone"],
    ["vouch", "sign that line with the SSH key in the file named"],
  ],
  async run({ flags, world }) {
    const { identity: path } = world.paths;
    const { key } = openIdentity(path);
    const line = publicKeyLine(key, world.name);
    if (typeof flags.vouch === "string") {
      world.say(`${line}\n${sign(`${line}\n`, flags.vouch)}`);
    } else if (flags.export === true) {
      world.say(line);
    } else {
      world.say(`fingerprint  ${key.fingerprint}`);
      world.say(`public key   ${line}`);
      world.say(`secret key   ${path}`);
    }
    return EXIT.done;
  },
};
