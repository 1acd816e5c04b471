import { readFileSync } from "node:fs";
import type { PeerKey } from "../../call/key.js";
import { nameFault } from "../../store/peer-name.js";
import { KEY_TYPE, parsePeerKey } from "../../trust/peer-key.js";
import type { Command } from "../command.js";
import { EXIT, UsageError } from "../exit.js";
import { pin } from "../pin.js";
import { isSigned } from "../ssh-signature.js";

export const peersVouched: Command = {
  name: "peers vouched",
  summary: "know whom an SSH key vouches for",
  takes: ["<name>", "<file>", "<keys>"],
  examples: [
    ["tetatty id --vouch ~/.ssh/id_ed25519 > ann.vouch", "ann, who sends you the file"],
    ["tetatty peers vouched ann ann.vouch ann.pub", "you, who have her SSH key"],
  ],
  options: [],
  switches: [],
  async run({ words: [name = "", file = "", keys = ""], world }) {
    const fault = nameFault(name.normalize("NFC"));
    if (fault !== undefined) throw new UsageError(`the name "${name}" ${fault}`, "choose another");
    const { key, line, signature } = readVouch(file);
    if (!isSigned(`${line}\n`, signature, read(keys))) {
      world.remark(
        `tetatty: no SSH key in ${keys} vouches for what ${file} says - do not trust it before you know why`,
      );
      return EXIT.failed;
    }
    if (!pin(name, key, world)) return EXIT.failed;
    world.remark(`${name} is ${key.fingerprint} from now on: an SSH key in ${keys} vouches for it`);
    return EXIT.done;
  },
};

/** A public key line, and below it the signature of that line in armour: what `tetatty id --vouch` prints. */
function readVouch(file: string): { key: PeerKey; line: string; signature: string } {
  const text = read(file).replaceAll("\r\n", "\n");
  const end = text.indexOf("\n");
  const line = text.slice(0, Math.max(0, end));
  const [type, base64 = ""] = line.split(" ");
  const key = type === KEY_TYPE ? parsePeerKey(base64) : undefined;
  if (!key)
    throw new UsageError(
      `${file} does not begin with the key of a tetatty`,
      "ask for what tetatty id --vouch prints, all of it",
    );
  return { key, line, signature: text.slice(end + 1) };
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(
      `${file} cannot be read: ${(error as Error).message}`,
      "name another file",
    );
  }
}
