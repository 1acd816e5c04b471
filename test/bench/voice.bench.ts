/**
 * A call's voice from mouth to ear: speech into one peer's microphone, out of the other's speaker, both
 * virtual devices of a private sound server, recorded on one clock.
 *
 *     npm run build && node dist/test/bench/voice.bench.js [clean|lossy|busy|duplex|blocked|echo|pipewire ...]
 */
import { setTimeout as sleep } from "node:timers/promises";
import { PulseConnection } from "../../src/sound/pulse/connection.js";
import { RATE } from "../../src/voice/sound.js";
import { block, blockable } from "../rig/blocked-main.js";
import { HOSTS, NetworkPath, noNamespaces, type PathOrder } from "../rig/netns.js";
import { Peer } from "../rig/peer.js";
import { noPipeWireServer, PipeWireServer } from "../rig/pipewire-server.js";
import { noPulseServer, PulseServer } from "../rig/pulse-server.js";
import { speech } from "../rig/speech.js";
import { compare, quantile } from "./hearing.js";
import { cpuSeconds } from "./processor.js";
import { intelligibility } from "./stoi.js";
import { load, record, say, type Tape, together } from "./tapes.js";

const SECONDS = 25;
/** What a datagram is longer than what is in it: UDP, and IPv4. */
const HEADER_BYTES = 8 + 20;

interface Trial {
  readonly name: string;
  readonly flags?: readonly string[];
  readonly source?: readonly string[];
  /** Two machines on one, and the path between them. */
  readonly path?: PathOrder;
  /** Both speak, each with devices of its own. */
  readonly both?: boolean;
  /** Both have a main thread that is blocked for 60 of every 66 ms. */
  readonly blocked?: boolean;
  /** The listener's microphone hears its speaker, and nobody else: what does the speaker hear of herself? */
  readonly echo?: boolean;
  readonly pipewire?: boolean;
}

const NO_PICTURES = ["--no-video"];
/** Beside those that servers have in tests: the other peer's microphone and speaker. */
const OTHERS = [
  "module-null-sink sink_name=vspk2 rate=48000 channels=1",
  "module-null-sink sink_name=vmicsink2 rate=48000 channels=1",
  "module-remap-source master=vmicsink2.monitor source_name=vmic2",
];
/** From a loudspeaker to the microphone in the same room. */
const ROOM = "module-loopback source=vspk.monitor sink=vmicsink2 latency_msec=30";

type Server = PulseServer | PipeWireServer;

const start = (trial: Trial): Promise<Server> =>
  trial.pipewire === true ? PipeWireServer.start() : PulseServer.start();

function connect(server: Server): Promise<PulseConnection> {
  const address = { path: server.path };
  return PulseConnection.open({ addresses: [address], cookie: new Uint8Array(256), about: {} });
}

interface Pair extends AsyncDisposable {
  /** Speaks, and hears on `vspk2`. */
  readonly ann: Peer;
  /** Hears on `vspk`. */
  readonly bob: Peer;
}

/** Both in a call, and the call at ease. */
async function inCall(server: Server, trial: Trial, path?: NetworkPath): Promise<Pair> {
  const { flags = [], source = NO_PICTURES, both, echo } = trial;
  const env = { ...server.environment, ...(trial.blocked === true && blockable(60, 6)) };
  const [here, there] = [0, 1].map((n) => ({ env, through: path?.ends[n] ?? [] }));
  const hasTwo = both === true || echo === true;
  const host = path ? HOSTS.v4[1] : "127.0.0.1";
  const sound = ["--audio", "auto", ...source, ...flags];
  const ears = ["--speaker", "vspk", "--mic", hasTwo ? "vmic2" : "null"];
  const mouth = ["--mic", "vmic", "--speaker", hasTwo ? "vspk2" : "null"];
  const listen = ["--listen", `${host}:0`, "--auto-answer"];
  const bob = await Peer.within(there ?? {}, ...listen, ...sound, ...ears);
  const ann = await Peer.within(here ?? {}, "--no-listen", ...sound, ...mouth);
  ann.type(`call ${bob.address.replace("127.0.0.1", host)}`);
  await Promise.all([ann.is("live"), bob.is("live")]);
  await sleep(2500);
  if (trial.blocked === true) for (const { child } of [ann, bob]) block(child);
  return {
    ann,
    bob,
    async [Symbol.asyncDispose]() {
      await ann[Symbol.asyncDispose]();
      await bob[Symbol.asyncDispose]();
    },
  };
}

async function run(trial: Trial): Promise<void> {
  await using server = await start(trial);
  await using path = trial.path && (await NetworkPath.open(trial.path));
  using connection = await connect(server);
  for (const line of OTHERS) await load(connection, line);
  if (trial.echo === true) await load(connection, ROOM);
  await using pair = await inCall(server, trial, path);
  using mouth = await record(connection, "vmicsink.monitor");
  using ear = await record(connection, trial.echo === true ? "vspk2.monitor" : "vspk.monitor");
  const before = figuresOf(pair);
  using _voice = await say(connection, "vmicsink", speech());
  using _reply = trial.both === true ? await say(connection, "vmicsink2", reply()) : undefined;
  await sleep(SECONDS * 1000);
  process.stdout.write(`${trial.name}: `);
  if (trial.echo === true) return tellEcho(mouth, ear);
  tellDelay(mouth, ear);
  tellCosts(pair, before);
}

/** The same words from the middle on: two who say different things. */
function reply(): Int16Array {
  const said = speech();
  const half = said.length >> 1;
  return Int16Array.from([...said.subarray(half), ...said.subarray(0, half)]);
}

interface Figures {
  readonly at: number;
  /** Processor seconds of ann and of bob. */
  readonly cpu: readonly number[];
  readonly bob: Readonly<Record<string, number>>;
}

const figuresOf = ({ ann, bob }: Pair): Figures => ({
  at: performance.now(),
  cpu: [ann, bob].map(({ child }) => cpuSeconds(child.pid ?? 0)),
  bob: bob.stats.at(-1) ?? {},
});

function tellDelay(mouth: Tape, ear: Tape): void {
  const [spoken, heard] = together(mouth, ear);
  const { delays, likeness, lost, aligned } = compare(spoken, heard, 400);
  const stoi = intelligibility(spoken, aligned);
  const ms = (q: number): string => quantile(delays, q).toFixed(1);
  process.stdout.write(
    `mouth to ear median ${ms(0.5)} ms (p5 ${ms(0.05)}, p95 ${ms(0.95)}); ` +
      `likeness ${likeness.toFixed(3)}, STOI ${stoi.toFixed(3)}, ${lost} of ${delays.length + lost} windows lost\n`,
  );
}

function tellCosts(pair: Pair, before: Figures): void {
  const { ann, bob } = pair;
  const after = figuresOf(pair);
  const seconds = (after.at - before.at) / 1000;
  const cpu = after.cpu.map((spent, n) => (100 * (spent - (before.cpu[n] ?? 0))) / seconds);
  const more = (name: string): number => (after.bob[name] ?? 0) - (before.bob[name] ?? 0);
  const [played, recovered, guessed, starved] = ["Played", "Recovered", "Concealed", "Starved"].map(
    (name) => more(`voice${name}`),
  ) as [number, number, number, number];
  const rates = ann.stats.slice(-SECONDS).map((each) => each["voiceKbpsOut"] ?? 0);
  const kbps = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
  const headers = ((played + recovered + guessed) / seconds) * HEADER_BYTES * 8e-3;
  const rss = [ann, bob].map((peer) => peer.stats.at(-1)?.["rssMb"]);
  const waits = bob.stats.slice(-SECONDS).map((each) => each["voiceDelayMs"] ?? 0);
  const wait = (q: number): string =>
    quantile(
      waits.toSorted((a, b) => a - b),
      q,
    ).toFixed(0);
  process.stdout.write(
    `  cpu ${cpu.map((each) => each.toFixed(1)).join(" / ")} % of a core; ${kbps.toFixed(1)} kbit/s of voice, ` +
      `${(kbps + headers).toFixed(1)} with UDP's and IP's headers; rss ${rss.join(" / ")} MB; ` +
      `played ${played}, recovered ${recovered}, guessed ${guessed}, starved ${starved}; by its own account ` +
      `speech waits ${wait(0.05)} / ${wait(0.5)} / ${wait(0.95)} ms (p5, median, p95)\n`,
  );
}

/** How much quieter than what was said its echo is, once the canceller has had some seconds. */
function tellEcho(mouth: Tape, ear: Tape): void {
  const [said, heard] = together(mouth, ear);
  const [from, to] = [8 * RATE, 23 * RATE];
  const lost = decibels(said.subarray(from, to)) - decibels(heard.subarray(from, to));
  process.stdout.write(`of what she says, she hears ${lost.toFixed(1)} dB less come back\n`);
}

const decibels = (sound: Int16Array): number =>
  10 * Math.log10(sound.reduce((sum, sample) => sum + sample * sample, 1) / sound.length);

const OFF = ["--echo", "off"];
const ON = ["--echo", "on"];
const LOSSY: PathOrder = { delay: 20, jitter: 40, loss: 0.05 };

const TRIALS: Readonly<Record<string, readonly Trial[]>> = {
  clean: [
    { name: "clean", flags: OFF },
    { name: "clean, echo cancelling", flags: ON },
  ],
  lossy: [
    { name: "5 % loss, 20 + 0-40 ms each way", flags: OFF, path: LOSSY },
    { name: "5 % loss, 20 + 0-40 ms each way, echo cancelling", flags: ON, path: LOSSY },
    { name: "5 % loss, 20 ms each way, echo cancelling", path: { delay: 20, loss: 0.05 } },
  ],
  busy: [
    {
      name: "1 Mbit/s, saturated with pictures",
      source: ["--source", "pattern:noise", "--size", "320x180"],
      path: { rate: 1e6, delay: 10 },
    },
  ],
  duplex: [
    { name: "both speak", flags: OFF, both: true },
    { name: "both speak, echo cancelling", flags: ON, both: true },
    { name: "both speak, noise suppressed", flags: [...OFF, "--denoise"], both: true },
    { name: "both speak, echo and noise", flags: [...ON, "--denoise"], both: true },
  ],
  blocked: [
    { name: "main threads blocked", flags: OFF, blocked: true },
    {
      name: "main threads blocked, no datagrams",
      flags: OFF,
      blocked: true,
      path: { datagrams: false },
    },
  ],
  echo: [
    { name: "a room", flags: OFF, echo: true },
    { name: "a room, echo cancelling", flags: ON, echo: true },
  ],
  pipewire: [
    { name: "PipeWire", flags: OFF, pipewire: true },
    { name: "PipeWire, echo cancelling", flags: ON, pipewire: true },
  ],
};

/** Why a trial cannot be; undefined where it can. */
function obstacle({ path, pipewire }: Trial): string | undefined {
  if (path && noNamespaces !== false) return noNamespaces;
  return pipewire === true ? noPipeWireServer() : noPulseServer();
}

for (const name of process.argv.length > 2 ? process.argv.slice(2) : Object.keys(TRIALS))
  for (const trial of TRIALS[name] ?? []) {
    const why = obstacle(trial);
    if (why === undefined) await run(trial);
    else process.stdout.write(`${trial.name}: skipped: ${why}\n`);
  }
