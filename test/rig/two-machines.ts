/** Two whole programs at the ends of a path between two machines. */
import { HOSTS, type NetworkPath, noNamespaces, type PathOrder } from "./netns.js";
import { Peer } from "./peer.js";
import { until } from "./until.js";

export const needsTwo = { skip: noNamespaces };
export const LAN: PathOrder = { rate: 100e6, delay: 1 };
const SHOWING = ["--size", "160x90", "--source"];

/** Two at the ends of a path, the second one waiting for calls at all of its addresses. */
export async function atEnds({ ends }: NetworkPath, pattern = "plasma"): Promise<[Peer, Peer]> {
  const shows = [...SHOWING, `pattern:${pattern}`];
  const bob = await Peer.within(
    { through: ends[1] },
    "--listen",
    ":7887",
    "--auto-answer",
    ...shows,
  );
  const ann = await Peer.within({ through: ends[0] }, "--no-listen", ...shows);
  return [ann, bob];
}

export async function inCall(path: NetworkPath, pattern?: string): Promise<[Peer, Peer]> {
  const [ann, bob] = await atEnds(path, pattern);
  ann.type(`call ${HOSTS.v4[1]}`);
  await Promise.all([ann.is("live"), bob.is("live")]);
  return [ann, bob];
}

/** Waits for a second, not yet over now, in which each sees so many pictures, and none older than `age` milliseconds. */
export async function allSee(peers: readonly Peer[], fps: number, age = Infinity): Promise<void> {
  const before = peers.map(({ stats }) => stats.length);
  const latest = (): readonly Readonly<Record<string, number>>[] =>
    peers.map(({ stats }, i) => stats.slice((before[i] ?? 0) + 1).at(-1) ?? {});
  try {
    await until(`${fps} pictures a second, up to ${age} ms old`, () =>
      latest().every(({ fpsIn = 0, ageMsP95 = Infinity }) => fpsIn >= fps && ageMsP95 <= age),
    );
  } catch (error) {
    const last = peers.map(({ events }) => events.slice(-3));
    throw new Error(`they said ${JSON.stringify(last)}`, { cause: error });
  }
}
