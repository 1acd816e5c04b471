/** Virtual devices of a sound server: what is said into them, and what was heard of them. */
import { COMMAND } from "../../src/sound/pulse/commands.js";
import type { PulseConnection } from "../../src/sound/pulse/connection.js";
import { Playback } from "../../src/sound/pulse/playback.js";
import { Recording } from "../../src/sound/pulse/recording.js";
import { RATE } from "../../src/voice/sound.js";

/** What a source heard, from its first sample on. */
export interface Tape extends Disposable {
  /** Clock milliseconds of the first sample. */
  begun: number;
  readonly blocks: Int16Array[];
}

const joined = ({ blocks }: Tape): Int16Array =>
  Int16Array.from(blocks.flatMap((block) => [...block]));

/** What two tapes heard, both from when the later one began. */
export function together(one: Tape, other: Tape): readonly [Int16Array, Int16Array] {
  const shift = Math.round(((one.begun - other.begun) * RATE) / 1000);
  const [first, second] = [joined(one), joined(other)];
  return shift >= 0 ? [first, second.subarray(shift)] : [first.subarray(-shift), second];
}

export async function record(connection: PulseConnection, device: string): Promise<Tape> {
  const blocks: Int16Array[] = [];
  let total = 0;
  const tape = { begun: Infinity, blocks, [Symbol.dispose]: () => recording[Symbol.dispose]() };
  const recording = await Recording.open(connection, {
    device,
    heard: (samples) => {
      blocks.push(samples);
      total += samples.length;
      // The block that came soonest after it was heard tells best when the first sample was.
      tape.begun = Math.min(tape.begun, performance.now() - total / (RATE / 1000));
    },
    killed: () => undefined,
  });
  return tape;
}

/** Plays `sound` once. */
export function say(
  connection: PulseConnection,
  device: string,
  sound: Int16Array,
): Promise<Playback> {
  let at = 0;
  return Playback.open(connection, {
    device,
    pull: (count) => {
      const part = new Int16Array(count);
      part.set(sound.subarray(at, at + count));
      at += count;
      return part;
    },
    killed: () => undefined,
  });
}

/** A module of the server's, until it ends: `module-null-sink sink_name=x`. */
export async function load(connection: PulseConnection, line: string): Promise<void> {
  const [module, ...words] = line.split(" ");
  await connection.ask(
    COMMAND.loadModule,
    (to) => to.string(module).string(words.join(" ")),
    () => undefined,
  );
}
