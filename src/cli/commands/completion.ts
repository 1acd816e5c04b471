import { basename } from "node:path";
import type { Command } from "../command.js";
import { EXIT, UsageError } from "../exit.js";

/** Each asks `tetatty __complete` with the line up to the cursor, and offers file names where that knows nothing. */
const SCRIPTS: Readonly<Record<string, string>> = {
  // Bash cuts words at : = and @, so what stands before the last of them is taken off every offer again.
  bash: `_tetatty() {
  local line=\${COMP_LINE:0:COMP_POINT}
  local word=\${line##*[[:space:]]}
  local IFS=$'\\n'
  COMPREPLY=($(tetatty __complete "$line" 2>/dev/null))
  COMPREPLY=("\${COMPREPLY[@]#"\${word%"\${word##*[:=@]}"}"}")
}
complete -o default -F _tetatty tetatty`,
  zsh: `#compdef tetatty
_tetatty() {
  local -a offers
  offers=(\${(f)"$(tetatty __complete "\${(j: :)words[1,CURRENT]}" 2>/dev/null)"})
  if (( $#offers )); then compadd -a offers; else _files; fi
}
compdef _tetatty tetatty`,
  fish: `complete -c tetatty -a '(tetatty __complete (commandline -cp | string collect) 2>/dev/null)'`,
};

const SHELLS = Object.keys(SCRIPTS);

export const completion: Command = {
  name: "completion",
  summary: "print the completion script of your shell",
  takes: ["[bash|zsh|fish]"],
  examples: [
    [`eval "$(tetatty completion)"`, "in ~/.bashrc or ~/.zshrc"],
    ["tetatty completion fish | source", "in ~/.config/fish/config.fish"],
  ],
  options: [],
  switches: [],
  async run({ words, world }) {
    const shell = words[0] ?? basename(world.environment["SHELL"] ?? "bash");
    const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
    if (script === undefined) {
      throw new UsageError(
        `there is no completion for ${shell}`,
        `name one of ${SHELLS.join(", ")}`,
      );
    }
    world.say(script);
    return EXIT.done;
  },
};
