/** Whole showrooms on loopback. */
import { clock } from "../../src/app/clock.js";
import { NO_LOG } from "../../src/app/log.js";
import { Showroom } from "../../src/app/showroom.js";
import type { Address, Dialect } from "../../src/call/address.js";
import { withDialects } from "../../src/net/plain.js";
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
  readonly port?: number;
  readonly identity?: Identity;
}

/** A room on a port of this machine, a free one by default. */
export async function makeRoom(
  dialect?: Dialect,
  { places = 100, port = 0, identity = makeIdentity() }: RoomOptions = {},
): Promise<{ readonly room: Showroom; readonly address: Address }> {
  const room = new Showroom(
    { name: "show", trustFirst: "always", onlyKnown: false, limits: {}, places },
    {
      network: withDialects(tlsNetwork(identity)),
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
