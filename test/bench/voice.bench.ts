/**
 * A call's voice from mouth to ear: speech into one peer's microphone, out of the other's speaker, both
 * virtual devices of a private PulseAudio, recorded on one clock.
 *
 *     npm run build && node dist/test/bench/voice.bench.js [clean|busy|lossy ...]
 */
import { setTimeout as sleep } from "node:timers/promises";
import { PulseConnection } from "../../src/sound/pulse/connection.js";
import { Playback } from "../../src/sound/pulse/playback.js";
import { Recording } from "../../src/sound/pulse/recording.js";
import { RATE } from "../../src/voice/sound.js";
import { HOSTS, NetworkPath, noNamespaces, type PathOrder } from "../rig/netns.js";
import { Peer } from "../rig/peer.js";
import { noPulseServer, PulseServer } from "../rig/pulse-server.js";
import { speech } from "../rig/speech.js";
import { compare, quantile } from "./hearing.js";
import { cpuSeconds } from "./processor.js";
import { intelligibility } from "./stoi.js";

const SECONDS = 25;

/** What a source heard, from its first sample on. */
interface Tape extends Disposable {
  /** Clock milliseconds of the first sample. */
  begun: number;
  readonly blocks: Int16Array[];
}

const joined = ({ blocks }: Tape): Int16Array =>
  Int16Array.from(blocks.flatMap((block) => [...block]));

async function record(connection: PulseConnection, device: string): Promise<Tape> {
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
function say(connection: PulseConnection, sound: Int16Array): Promise<Playback> {
  let at = 0;
  return Playback.open(connection, {
    device: "vmicsink",
    pull: (count) => {
      const part = new Int16Array(count);
      part.set(sound.subarray(at, at + count));
      at += count;
      return part;
    },
    killed: () => undefined,
  });
}

interface Trial {
  readonly name: string;
  readonly flags?: readonly string[];
  readonly source?: readonly string[];
  /** Two machines on one, and the path between them. */
  readonly path?: PathOrder;
}

const NO_PICTURES = ["--no-video"];

async function run({ name, flags = [], source = NO_PICTURES, path }: Trial): Promise<void> {
  await using server = await PulseServer.start();
  await using network = path && (await NetworkPath.open(path));
  const place = { env: server.environment, through: network?.ends[0] ?? [] };
  const away = { ...place, through: network?.ends[1] ?? [] };
  const host = network ? HOSTS.v4[1] : "127.0.0.1";
  const bobArgs = ["--listen", `${host}:0`, "--auto-answer", "--audio", "auto", "--mic", "null"];
  await using bob = await Peer.within(away, ...bobArgs, "--speaker", "vspk", ...source, ...flags);
  const annArgs = ["--no-listen", "--audio", "auto", "--mic", "vmic", "--speaker", "null"];
  await using ann = await Peer.within(place, ...annArgs, ...source, ...flags);
  const address = { path: server.path };
  using connection = await PulseConnection.open({
    address,
    cookie: new Uint8Array(256),
    about: {},
  });
  const at = bob.address.replace("127.0.0.1", host);
  ann.type(`call ${at}`);
  await Promise.all([ann.is("live"), bob.is("live")]);
  await sleep(2500);
  using mouth = await record(connection, "vmicsink.monitor");
  using ear = await record(connection, "vspk.monitor");
  const spent = [ann, bob].map(({ child }) => cpuSeconds(child.pid ?? 0));
  const begun = performance.now();
  using _voice = await say(connection, speech());
  await sleep(SECONDS * 1000);
  const took = (performance.now() - begun) / 1000;
  const cpu = [ann, bob].map(
    ({ child }, n) => (100 * (cpuSeconds(child.pid ?? 0) - (spent[n] as number))) / took,
  );
  report(name, mouth, ear);
  const stats = [ann, bob].map((peer) => peer.stats.at(-1) ?? {});
  const rates = ann.stats.slice(-SECONDS).map((each) => each["voiceKbpsOut"] ?? 0);
  const kbps = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const last = stats[1] ?? {};
  const own = bob.stats.slice(-SECONDS).map((each) => each["voiceDelayMs"] ?? 0);
  const waits = [0.05, 0.5, 0.95].map((q) =>
    quantile(
      own.toSorted((a, b) => a - b),
      q,
    ),
  );
  process.stdout.write(
    `  cpu ${cpu.map((each) => each.toFixed(1)).join(" / ")} % of a core; ` +
      `${kbps.toFixed(1)} kbit/s of voice; rss ${stats.map((each) => each["rssMb"]).join(" / ")} MB; ` +
      `played ${last["voicePlayed"]}, recovered ${last["voiceRecovered"]}, guessed ${last["voiceConcealed"]}, starved ${last["voiceStarved"]}; ` +
      `by its own account speech waits ${waits.map((q) => q.toFixed(0)).join(" / ")} ms (p5, median, p95)\n`,
  );
}

function report(name: string, mouth: Tape, ear: Tape): void {
  const [said, whole] = [joined(mouth), joined(ear)];
  // Both on one clock, from when the later one began.
  const shift = Math.round(((mouth.begun - ear.begun) * RATE) / 1000);
  const heard = shift >= 0 ? whole.subarray(shift) : whole;
  const spoken = shift >= 0 ? said : said.subarray(-shift);
  const { delays, likeness, lost, aligned } = compare(spoken, heard, 400);
  const stoi = intelligibility(spoken, aligned);
  const ms = (q: number): string => quantile(delays, q).toFixed(1);
  process.stdout.write(
    `${name}: mouth to ear median ${ms(0.5)} ms (p5 ${ms(0.05)}, p95 ${ms(0.95)}); ` +
      `likeness ${likeness.toFixed(3)}, STOI ${stoi.toFixed(3)}, ${lost} of ${delays.length + lost} windows lost\n`,
  );
}

const TRIALS: Readonly<Record<string, readonly Trial[]>> = {
  clean: [
    { name: "clean", flags: ["--echo", "off"] },
    { name: "clean, echo cancelling", flags: ["--echo", "on"] },
  ],
  lossy: [
    {
      name: "5 % loss, 20 + 0-40 ms each way",
      flags: ["--echo", "off"],
      path: { delay: 20, jitter: 40, loss: 0.05 },
    },
    { name: "5 % loss, 20 ms each way", path: { delay: 20, loss: 0.05 } },
  ],
  busy: [
    {
      name: "1 Mbit/s, saturated with pictures",
      source: ["--source", "pattern:noise", "--size", "320x180"],
      path: { rate: 1e6, delay: 10 },
    },
  ],
};

async function runAll(trials: readonly Trial[]): Promise<void> {
  for (const trial of trials)
    if (trial.path && noNamespaces !== false)
      process.stdout.write(`${trial.name}: skipped: ${noNamespaces}\n`);
    else await run(trial);
}

const why = noPulseServer();
if (why !== undefined) process.stdout.write(`skipped: ${why}\n`);
else
  for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(TRIALS))
    await runAll(TRIALS[name] ?? []);
