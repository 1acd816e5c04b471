import { homedir } from "node:os";
import type { SoundDevice } from "../../ports.js";
import { cleanText } from "../../util/text.js";
import type { Command } from "../command.js";
import { EXIT } from "../exit.js";

export const devices: Command = {
  name: "devices",
  summary: "list cameras, microphones and speakers",
  takes: [],
  examples: [["tetatty devices", "what --source, --mic and --speaker can name"]],
  options: [],
  switches: [],
  async run({ world }) {
    const { listDevices } = await import("../../app/devices.js");
    const { environment } = world;
    const uid = process.getuid?.() ?? 0;
    const { cameras, sound, silence } = await listDevices({ environment, home: homedir(), uid });
    const seen = cameras.map(({ source, label }) => ({
      id: source,
      label,
      isDefault: source === "0",
    }));
    for (const line of listed("cameras (--source)", seen)) world.say(line);
    for (const [title, kind] of SOUND) {
      world.say("");
      const ends = sound.filter((device) => device.kind === kind);
      for (const line of listed(title, ends)) world.say(line);
    }
    if (sound.length === 0 && silence) world.remark(`\n${silence.problem} - ${silence.hint}`);
    return EXIT.done;
  },
};

/** Longer names no maker needs. */
const LONGEST = 60;

const SOUND = [
  ["microphones (--mic)", "microphone"],
  ["speakers (--speaker)", "speaker"],
] as const;

/** A title and a line a device; `*` marks the usual one. */
function listed(
  title: string,
  found: readonly Pick<SoundDevice, "id" | "label" | "isDefault">[],
): readonly string[] {
  if (found.length === 0) return [title, "    none"];
  const width = Math.max(...found.map(({ id }) => id.length));
  return [
    title,
    ...found.map(({ id, label, isDefault }) =>
      `  ${isDefault ? "*" : " "} ${id.padEnd(width)}  ${cleanText(label, LONGEST)}`.trimEnd(),
    ),
  ];
}
