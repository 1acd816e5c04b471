/** Those who come through ssh are guests as any other: as many, and as loud, as one address may be. */
import assert from "node:assert/strict";
import { once } from "node:events";
import { join } from "node:path";
import { after, test } from "node:test";
import { connect as connectTls, type TLSSocket } from "node:tls";
import { MAX_FROM_ADDRESS, MAX_SILENT } from "../../src/call/admission.js";
import { takeLine } from "../../src/net/first-line.js";
import { ALPN } from "../../src/net/handshake.js";
import { openHome } from "../../src/net/home.js";
import { knock } from "../../src/net/knock.js";
import { makeIdentity } from "../../src/trust/identity.js";
import { at, closeAll, makeParty, type Party } from "../rig/parties.js";
import { GREETING, INVITE } from "../rig/stranger.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { until } from "../rig/until.js";

const folder = temporaryFolder();
const homes = [join(folder.path, "home")];
after(async () => {
  await closeAll();
  folder[Symbol.dispose]();
});

async function atHome(name: string): Promise<Party> {
  const party = await makeParty(name);
  party.phone.admit(await openHome(homes, party.identity));
  return party;
}

/** Comes through ssh from `host`, with a key, and has said nothing yet. */
async function comeFrom(host: string): Promise<TLSSocket> {
  const socket = await knock(homes);
  assert.ok(socket);
  socket.write(`${host}\n`);
  await takeLine(socket, () => true, 100);
  const { secret: key, certificate: cert } = makeIdentity();
  const options = { socket, key, cert, ALPNProtocols: [ALPN], rejectUnauthorized: false };
  const channel = connectTls(options).on("error", () => undefined);
  await once(channel, "secureConnect");
  return channel.resume();
}

test("so many at once from one address, whatever it is; another one still rings", async () => {
  const bob = await atHome("bob");
  const crowd: TLSSocket[] = [];
  for (let each = 0; each < 60; each++) crowd.push(await comeFrom("192.0.2.7"));
  await until("the crowd is thinned", () => {
    const left = crowd.filter(({ destroyed }) => !destroyed);
    return left.length <= MAX_SILENT;
  });
  const real = await comeFrom("198.51.100.9");
  real.write(Buffer.concat([GREETING, INVITE]));
  await at(bob, "ringing");
  const { state } = bob.phone;
  assert.equal(state.at === "ringing" && state.party.address.host, "198.51.100.9");
  await bob.phone[Symbol.asyncDispose]();
  await until("all have gone with bob", () => [...crowd, real].every(({ destroyed }) => destroyed));
});

test("who comes through ssh is counted with who comes from there without it", async () => {
  const bob = await atHome("bob");
  const quiet = await makeParty("ann");
  const crowd: TLSSocket[] = [];
  for (let each = 0; each < MAX_FROM_ADDRESS; each++) {
    const one = await comeFrom("-");
    one.write(GREETING);
    crowd.push(one);
  }
  // On loopback, without a word of where they come from, both are this machine.
  quiet.phone.dial(bob.target);
  await at(bob, "ringing");
  await until("one made room", () => crowd.some(({ destroyed }) => destroyed));
  assert.equal(crowd.filter(({ destroyed }) => destroyed).length, 1);
});
