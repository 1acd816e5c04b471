import { spawnSync } from "node:child_process";
import { openIdentity } from "../../store/identity-file.js";
import { publicKeyLine } from "../../trust/peer-key.js";
import type { Command } from "../command.js";
import { EXIT, UsageError } from "../exit.js";

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
      world.say(`${line}\n${signed(`${line}\n`, flags.vouch)}`);
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

/** What a signature is for, so that it cannot pass for one of another kind (OpenSSH's PROTOCOL.sshsig). */
const NAMESPACE = "tetatty";

/** The SSH signature of `text` in armour. `ssh-keygen` reads the secret key, or asks the agent; we never see it. */
function signed(text: string, keyFile: string): string {
  const { error, status, stdout, stderr } = spawnSync(
    "ssh-keygen",
    ["-Y", "sign", "-n", NAMESPACE, "-f", keyFile],
    { input: text, encoding: "utf8" },
  );
  if (error) throw new UsageError(`ssh-keygen cannot be run: ${error.message}`, "install OpenSSH");
  if (status !== 0)
    throw new UsageError(
      `ssh-keygen does not sign with ${keyFile}: ${stderr.trim().split("\n").at(-1) ?? ""}`,
      "name the file of a key of yours, such as ~/.ssh/id_ed25519",
    );
  return stdout.trimEnd();
}
