import type { Command } from "../command.js";
import { EXIT } from "../exit.js";
import type { World } from "../world.js";

export const setup: Command = {
  name: "setup",
  summary: "build what the camera needs",
  takes: [],
  examples: [
    ["tetatty setup", "look, and build what is missing"],
    ["tetatty setup --check", "look only"],
  ],
  options: [],
  switches: [["check", "change nothing, only tell what is there"]],
  async run({ flags, world }) {
    if (flags.check === true) return check(world);
    const { onSignal } = await import("../../app/signals.js");
    const stop = new AbortController();
    using _signals = onSignal((code) => stop.abort(code));
    try {
      return await build(world, stop.signal);
    } catch (error) {
      // Thrown by the build once it has tidied up; the reason is the exit code.
      if (stop.signal.aborted) return Number(stop.signal.reason);
      throw error;
    }
  },
};

async function build(world: World, signal: AbortSignal): Promise<number> {
  const { buildOpenCv } = await import("../../native/build.js");
  const outcome = await buildOpenCv({ report: world.remark, signal, env: world.environment });
  if (outcome.at === "failed") {
    world.remark(`tetatty: ${outcome.problem} - ${outcome.hint}`);
    return EXIT.failed;
  }
  const done = outcome.at === "built" ? "ready now" : "ready, nothing to do";
  world.say(`OpenCV ${outcome.openCv}: ${done}`);
  return EXIT.done;
}

async function check({ environment, say }: World): Promise<number> {
  const { describeSetup } = await import("../../native/describe-setup.js");
  const { ready, items, hint } = await describeSetup(environment);
  const widest = Math.max(...items.map(({ name }) => name.length));
  for (const { name, ok, detail } of items) {
    say(`${ok ? "ok     " : "missing"}  ${name.padEnd(widest)}  ${detail}`);
  }
  if (hint !== undefined) say(hint);
  return ready ? EXIT.done : EXIT.failed;
}
