/**
 * What a carrier costs: two telephones in a process each, raw 160x90 pictures
 * 30 a second both ways over loopback; the same call over a bare TCP socket,
 * over TLS as every call is, and through a real ssh and sshd. In turns, so
 * that what else the machine does hits all of them.
 *
 *     npm run build && node dist/test/bench/carrier.bench.js [seconds] [rounds] [carriers]
 *
 * The bare one is this file's own: tetatty has no such thing.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { clock } from "../../src/app/clock.js";
import { type Address, parseDestination } from "../../src/call/address.js";
import { makeFrame } from "../../src/frame/frame.js";
import { openHome } from "../../src/net/home.js";
import { SocketLink } from "../../src/net/socket-link.js";
import { tlsNetwork } from "../../src/net/tls.js";
import type { Link, Network } from "../../src/ports.js";
import { makeIdentity } from "../../src/trust/identity.js";
import { Mailbox } from "../../src/util/mailbox.js";
import { at, makeParty, type Party } from "../rig/parties.js";
import { noSsh, SshMachine } from "../rig/sshd.js";
import { cpuSeconds } from "./processor.js";

const WARM_UP = 3000;
const WIDTH = 160;
const HEIGHT = 90;

/** A bare socket as a link, whose other end is taken at its word. */
function bareNetwork(): Network {
  const somebody = makeIdentity().key;
  return {
    async dial({ host, port }) {
      const socket = connect({ host, port, noDelay: true });
      await once(socket, "connect");
      return new SocketLink(socket, { host, port }, somebody);
    },
    async listen({ host }) {
      const links = new Mailbox<Link>();
      const server = createServer({ noDelay: true }, (socket) =>
        links.put(new SocketLink(socket, { host, port: socket.remotePort ?? 0 }, somebody)),
      ).listen(0, host);
      await once(server, "listening");
      return {
        address: { host, port: (server.address() as AddressInfo).port },
        links: () => links,
        async [Symbol.asyncDispose]() {
          server.close();
          links.end();
        },
      };
    },
  };
}

interface Seen {
  readonly ages: readonly number[];
  /** Processor seconds, those of ssh included. */
  readonly busy: number;
}

/** Shows noise, and notes how old theirs is. */
class Camera implements Disposable {
  readonly ages: number[] = [];
  readonly #pixels = Array.from({ length: 7 }, () =>
    Uint8Array.from({ length: WIDTH * HEIGHT * 3 }, () => Math.random() * 256),
  );
  #timer: NodeJS.Timeout | undefined;
  #shown = 0;

  look(capturedAt: number): void {
    this.ages.push(clock.now() - capturedAt);
  }

  show({ phone }: Party): void {
    this.#timer = setInterval(() => {
      const pixels = this.#pixels[this.#shown++ % 7] ?? new Uint8Array();
      phone.media.show(makeFrame(WIDTH, HEIGHT, pixels.slice(), clock.now()));
    }, 1000 / 30);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

const partyOf = async (camera: Camera, network: Network | undefined): Promise<Party> =>
  makeParty("somebody", { autoAnswer: true, fps: 60 }, undefined, {
    onPicture: ({ capturedAt }) => camera.look(capturedAt),
    ...(network ? { network } : {}),
  });

/** The other process: waits for a call, and says what it saw when asked. */
async function far(kind: string, home: string): Promise<void> {
  using camera = new Camera();
  const party = await partyOf(camera, kind === "tcp" ? bareNetwork() : undefined);
  if (kind === "ssh") party.phone.admit(await openHome([`${home}/tetatty`], party.identity));
  process.send?.({ port: party.phone.listening?.port });
  camera.show(party);
  let since = 0;
  for await (const [word] of messages()) {
    if (word === "begin") {
      since = cpuSeconds(process.pid);
      camera.ages.length = 0;
    } else process.send?.({ ages: camera.ages, busy: cpuSeconds(process.pid) - since });
  }
}

async function* messages(): AsyncGenerator<[unknown]> {
  for (;;) yield (await once(process, "message")) as [unknown];
}

async function measure(kind: string, seconds: number, ssh?: SshMachine): Promise<Seen> {
  using camera = new Camera();
  const home = ssh?.path("") ?? "";
  const child = fork(import.meta.filename, ["far", kind, home]);
  const [{ port }] = (await once(child, "message")) as [{ port: number }];
  const ways = ssh && { ssh: { command: ssh.tetattyOf({ home }), asks: false } };
  const network = kind === "tcp" ? bareNetwork() : tlsNetwork(makeIdentity(), ways);
  const party = await partyOf(camera, network);
  const through = parseDestination("ssh://far") as Address;
  const address = ssh ? through : { host: "127.0.0.1", port };
  party.phone.dial({ name: "far", address });
  await at(party, "live");
  camera.show(party);
  await sleep(WARM_UP);
  child.send("begin");
  camera.ages.length = 0;
  const before = cpuSeconds(process.pid);
  await sleep(seconds * 1000);
  const busy = cpuSeconds(process.pid) - before;
  const { sending } = party.phone.media;
  child.send("end");
  const [theirs] = (await once(child, "message")) as [Seen];
  await party.phone[Symbol.asyncDispose]();
  child.kill();
  process.stderr.write(`${kind}: ${sending}, ${camera.ages.length} pictures\n`);
  return { ages: [...camera.ages, ...theirs.ages], busy: (busy + theirs.busy) / 2 };
}

const quantile = (values: readonly number[], q: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(q * (values.length - 1))] ?? Number.NaN;

async function near(seconds: number, rounds: number, asked: string): Promise<void> {
  const kinds = asked.split(",").filter((kind) => kind !== "ssh" || noSsh === false);
  await using machine = kinds.includes("ssh") ? await SshMachine.start() : undefined;
  Object.assign(process.env, machine?.env);
  const seen = new Map<string, Seen[]>(kinds.map((kind) => [kind, []]));
  for (let round = 0; round < rounds; round++)
    for (const kind of kinds)
      seen.get(kind)?.push(await measure(kind, seconds, kind === "ssh" ? machine : undefined));
  for (const [kind, runs] of seen) {
    const ages = runs.map((run) => quantile(run.ages, 0.5));
    const late = runs.map((run) => quantile(run.ages, 0.95));
    const share = runs.map(({ busy }) => (busy / seconds) * 100);
    process.stdout.write(
      `${kind}: age p50 ${quantile(ages, 0.5).toFixed(2)} ms, p95 ${quantile(late, 0.5).toFixed(2)} ms, ` +
        `${quantile(share, 0.5).toFixed(1)} % of a core a side (${ages.map((age) => age.toFixed(2)).join(", ")} ms; ` +
        `${share.map((each) => each.toFixed(1)).join(", ")} %)\n`,
    );
  }
}

const [first = "15", second = "5", third = "tcp,tls,ssh"] = process.argv.slice(2);
if (first === "far") await far(second, third);
else await near(Number(first), Number(second), third);
process.exit();
