/**
 * How well sound and picture fit together, end to end: flashes and speech at one peer, a screen and a speaker
 * at the other. Of both it is measured how late they come; the difference is what a viewer sees.
 *
 *     npm run build && node dist/test/bench/lips.bench.js
 */
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { PulseConnection } from "../../src/sound/pulse/connection.js";
import { HOSTS, NetworkPath, noNamespaces, type PathOrder } from "../rig/netns.js";
import { Peer, PROGRAM } from "../rig/peer.js";
import { noPty, openPty } from "../rig/pty.js";
import { noPulseServer, PulseServer } from "../rig/pulse-server.js";
import { speech } from "../rig/speech.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { flashAges, flashOf } from "./flash.js";
import { compare, quantile } from "./hearing.js";
import { record, say, together } from "./tapes.js";

const SECONDS = 15;
/** A cell in the middle of the other side's picture, on a screen of 80x24. */
const MIDDLE = [28, 12] as const;

async function run(name: string, order: PathOrder | undefined): Promise<void> {
  await using server = await PulseServer.start();
  await using path = order && (await NetworkPath.open(order));
  using folder = temporaryFolder();
  const log = join(folder.path, "flash");
  const host = path ? HOSTS.v4[1] : "127.0.0.1";
  const env = server.environment;
  const place = { env, through: path?.ends[1] ?? [] };
  const listen = ["--listen", `${host}:0`, "--auto-answer", "--audio", "auto", "--mic", "vmic"];
  const shows = ["--speaker", "null", "--source", "pattern:flash", "--flash-log", log];
  await using ann = await Peer.within(place, ...listen, ...shows);
  const call = ["call", ann.address.replace("127.0.0.1", host), "--no-listen", "--trust-first"];
  const ears = ["--no-video", "--mic", "null", "--speaker", "vspk"];
  const program = [...(path?.ends[0] ?? []), process.execPath, PROGRAM, ...call, ...ears];
  const [command = "", ...args] = program;
  const { PULSE_SERVER } = env;
  await using bob = openPty({ command, args, env: { PULSE_SERVER } });
  await ann.is("live");
  await sleep(2500);
  using connection = await PulseConnection.open({
    addresses: [{ path: server.path }],
    cookie: new Uint8Array(256),
    about: {},
  });
  const shown = () => flashOf(bob, ...MIDDLE);
  const silent = await flashAges(bob, log, { duration: 6000, shown });
  using mouth = await record(connection, "vmicsink.monitor");
  using ear = await record(connection, "vspk.monitor");
  using _voice = await say(connection, "vmicsink", speech());
  await sleep(3000);
  const seen = await flashAges(bob, log, { duration: SECONDS * 1000, shown });
  const { delays } = compare(...together(mouth, ear), 600);
  report(name, { silent, seen, heard: delays });
}

interface Ages {
  /** Of flashes, before and while anything was said; of speech. */
  readonly silent: readonly number[];
  readonly seen: readonly number[];
  readonly heard: readonly number[];
}

const ms = (ages: readonly number[], q = 0.5): number =>
  quantile(
    ages.toSorted((a, b) => a - b),
    q,
  );

function report(name: string, { silent, seen, heard }: Ages): void {
  const ahead = seen.map((age) => ms(heard) - age);
  const told = [0.05, 0.5, 0.95].map((q) => ms(ahead, q).toFixed(0));
  process.stdout.write(
    `${name}: seen after ${ms(seen).toFixed(0)} ms (${ms(silent).toFixed(0)} in silence), ` +
      `heard after ${ms(heard).toFixed(0)}: pictures come ${told.join(" / ")} ms before their sound ` +
      `(p5, median, p95 of ${seen.length} flashes)\n`,
  );
}

const why = noPulseServer() ?? (noPty || undefined);
if (why !== undefined) process.stdout.write(`skipped: ${why}\n`);
else {
  await run("loopback", undefined);
  if (noNamespaces !== false) process.stdout.write(`two machines: skipped: ${noNamespaces}\n`);
  else {
    await run("20 + 0-40 ms each way", { delay: 20, jitter: 40 });
    await run("1 Mbit/s, 10 ms", { rate: 1e6, delay: 10 });
  }
}
