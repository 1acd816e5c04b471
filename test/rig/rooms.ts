/** Whole showrooms on loopback. */
import { clock } from "../../src/app/clock.js";
import { NO_LOG } from "../../src/app/log.js";
import { Showroom } from "../../src/app/showroom.js";
import type { Address, Dialect } from "../../src/call/address.js";
import { withDialects } from "../../src/net/plain.js";
import type { Link, Network } from "../../src/ports.js";
import { tlsNetwork } from "../../src/net/tls.js";
import { type Identity, makeIdentity } from "../../src/trust/identity.js";
import { FakeBook } from "../fakes/book.js";
import { FakeKnown } from "../fakes/known.js";

const open: Showroom[] = [];

/** Closes every room there is; to be called after the tests of a file. */
export async function closeRooms(): Promise<void> {
  for (const room of open.splice(0)) await room[Symbol.asyncDispose]();
}

interface RoomOptions {
  readonly places?: number;
  readonly placesOfOne?: number;
  /** Where everybody seems to come from. */
  readonly from?: string;
  readonly port?: number;
  readonly identity?: Identity;
}

/** `network`, where whoever calls seems to come `from` another machine. */
function seeming(from: string | undefined, network: Network): Network {
  if (from === undefined) return network;
  const moved = (link: Link): Link =>
    Object.defineProperty(link, "address", { value: { ...link.address, host: from } });
  return {
    dial: async (address, signal) => network.dial(address, signal),
    async listen(address) {
      const listener = await network.listen(address);
      return {
        address: listener.address,
        async *links() {
          for await (const link of listener.links()) yield moved(link);
        },
        [Symbol.asyncDispose]: async () => listener[Symbol.asyncDispose](),
      };
    },
  };
}

/** A room on a port of this machine, a free one by default. */
export async function makeRoom(
  dialect?: Dialect,
  { port = 0, identity = makeIdentity(), from, ...places }: RoomOptions = {},
): Promise<{ readonly room: Showroom; readonly address: Address }> {
  const room = new Showroom(
    { name: "show", trustFirst: "always", onlyKnown: false, limits: {}, ...places },
    {
      network: seeming(from, withDialects(tlsNetwork(identity))),
      clock,
      log: NO_LOG,
      book: new FakeBook(),
      own: identity.key,
      known: new FakeKnown(),
    },
  );
  open.push(room);
  const spoken = dialect && { dialect };
  await room.listen({ host: "127.0.0.1", port, ...spoken });
  return { room, address: { host: "127.0.0.1", port: room.listening?.port ?? 0, ...spoken } };
}
