/** Who may ring: the blocked, strangers where only friends are wanted, anybody while nobody is. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { blockCaller, toggleBlock } from "../../src/app/blocking.js";
import type { Scene } from "../../src/app/face.js";
import { callWords } from "../../src/app/words.js";
import { peerRows } from "../../src/app/peer-rows.js";
import { NO_KEY } from "../../src/call/key.js";
import type { PeerRow } from "../../src/render/screen-model.js";
import { makeIdentity } from "../../src/trust/identity.js";
import { at, closeAll, makeParty, type Party, Puppet, reasonOf } from "../rig/parties.js";
import { until } from "../rig/until.js";

after(closeAll);

/** As much of how things stand with `party` as the list of peers shows. */
const sceneOf = ({ phone, book }: Party): Scene =>
  ({ book, keys: phone.door.keys, call: phone.state, now: 0 }) as Partial<Scene> as Scene;

/** What somebody with this key gets to see at `party`'s door: how many bytes, and how it ends. */
async function seenAt(party: Party, identity = makeIdentity()): Promise<string> {
  const puppet = new Puppet(party.target, identity);
  let bytes = 0;
  let end = "cut";
  puppet.socket.on("data", (chunk: Uint8Array) => (bytes += chunk.length));
  puppet.socket.once("end", () => (end = "ended"));
  await until("the end", () => puppet.closed);
  return `${puppet.socket.authorizationError === undefined ? "no channel" : "channel"}, ${bytes} bytes, ${end}`;
}

test("the blocked cannot tell that they are: they see what strangers see where only friends may ring", async () => {
  const [ann, bob] = await Promise.all([makeParty("ann"), makeParty("bob", { onlyKnown: true })]);
  const mallory = makeIdentity();
  ann.known.block(mallory.key);
  const [blocked, stranger] = await Promise.all([seenAt(ann, mallory), seenAt(bob)]);
  assert.equal(blocked, stranger);
  assert.match(blocked, /, 0 bytes, /);
  assert.deepEqual([...ann.book.recent, ...bob.book.recent], []);
});

test("blocked or unknown, the caller reads the same, which accuses nobody and helps", async () => {
  const [ann, bob, caller] = await Promise.all([
    makeParty("ann"),
    makeParty("bob", { onlyKnown: true }),
    makeParty("caller"),
  ]);
  ann.known.block(caller.identity.key);
  const read: string[] = [];
  for (const { target } of [ann, bob]) {
    caller.phone.dial(target);
    await until("no call", () => reasonOf(caller) === "not-accepted");
    await at(caller, "idle");
    read.push(callWords(caller.phone.state, 0).replace(/^bob/, "ann"));
  }
  assert.equal(read[0], read[1]);
  assert.match(
    read[0]!,
    /^ann did not accept the call: .*only from people they know - tetatty invite/,
  );
});

test("where only known keys may ring, friends do, and strangers are counted", async () => {
  const [ann, bob] = await Promise.all([makeParty("ann", { onlyKnown: true }), makeParty("bob")]);
  await seenAt(ann);
  await seenAt(ann);
  bob.phone.dial(ann.target);
  await at(bob, "idle");
  assert.equal(reasonOf(bob), "not-accepted");
  assert.equal(ann.phone.door.turnedAway, 3);
  ann.known.remember(bob.identity.key, ["bob"]);
  bob.phone.dial(ann.target);
  await at(ann, "ringing");
  assert.equal(ann.phone.door.turnedAway, 3);
});

test("who shows no key at all is a stranger to every key", async () => {
  const ann = await makeParty("ann", { onlyKnown: true });
  assert.equal(ann.phone.door.opensTo(NO_KEY), false);
  const target = { name: "nobody", address: { host: "10.0.0.1", port: 1 } };
  const party = { ...target, id: "", key: NO_KEY };
  assert.match(blockCaller(ann.phone.door, party), /^declined nobody: /);
  assert.deepEqual(ann.known.keys, []);
});

test("our own key is no stranger", async () => {
  const ann = await makeParty("ann", { onlyKnown: true });
  const self = new Puppet(ann.target, ann.identity);
  self.hello();
  self.say("invite");
  await at(ann, "ringing");
});

test("who is blocked while they ring is declined like anybody, and then finds nobody", async () => {
  const [ann, bob] = await Promise.all([makeParty("ann"), makeParty("bob")]);
  bob.phone.dial(ann.target);
  await at(ann, "ringing");
  const { state, door } = ann.phone;
  assert.ok(state.at === "ringing");
  assert.match(blockCaller(door, state.party), /tetatty peers unblock SHA256:\S{43} /);
  ann.phone.decline();
  await until("declined", () => reasonOf(bob) === "they-declined");
  await at(bob, "idle");
  bob.phone.dial(ann.target);
  await until("nobody", () => reasonOf(bob) === "not-accepted");
  const [missed, ...more] = ann.book.recent;
  assert.deepEqual([missed?.kind, more], ["incoming", []]);

  const bobs = (): PeerRow => peerRows(sceneOf(ann))[0]!;
  const peer = bobs();
  assert.equal(peer.mark, "blocked", "the list shows it");
  assert.equal(toggleBlock(door, peer), "bob may ring again");
  bob.phone.dial(ann.target);
  await at(ann, "ringing");
  assert.notEqual(bobs().mark, "blocked");
});

test("a name that a stranger gives itself does not block the friend who has it", async () => {
  const ann = await makeParty("ann");
  const [alice, mallory] = [makeIdentity(), makeIdentity()];
  ann.known.remember(alice.key, ["alice"]);
  const puppet = new Puppet(ann.target, mallory);
  puppet.hello("alice");
  puppet.say("invite");
  await at(ann, "ringing");
  const { state, door } = ann.phone;
  assert.ok(state.at === "ringing");
  ann.phone.decline();
  const [row] = peerRows(sceneOf(ann));
  assert.match(toggleBlock(door, row!), /^blocked alice/);
  assert.equal(door.opensTo(alice.key), true);
  assert.equal(door.opensTo(mallory.key), false);
});

test("a peer whose key nobody has seen cannot be blocked by name", async () => {
  const ann = await makeParty("ann");
  assert.match(
    toggleBlock(ann.phone.door, { name: "bob" }),
    /^cannot block bob: their key is not known - /,
  );
  assert.deepEqual(ann.known.keys, []);
});

test("who wants no calls gets none: callers hear busy, and are noted as missed", async () => {
  const [ann, bob] = await Promise.all([
    makeParty("ann", { undisturbed: true, autoAnswer: true }),
    makeParty("bob"),
  ]);
  const seen = new Set<string>();
  using _look = ann.phone.onChange(() => seen.add(ann.phone.state.at));
  bob.phone.dial(ann.target);
  await until("busy", () => reasonOf(bob) === "busy");
  assert.deepEqual([...seen], [], "nothing rang");
  assert.deepEqual(
    ann.book.recent.map(({ kind, name }) => `${kind} ${name}`),
    ["missed bob"],
  );
  ann.phone.undisturbed = false;
  await at(bob, "idle");
  bob.phone.dial(ann.target);
  await Promise.all([at(ann, "live"), at(bob, "live")]);
});

test("who wants no calls can call, also somebody who is just calling them", async () => {
  const [ann, bob] = await Promise.all([
    makeParty("ann", { undisturbed: true }),
    makeParty("bob", { undisturbed: true }),
  ]);
  ann.phone.dial(bob.target);
  bob.phone.dial(ann.target);
  await Promise.all([at(ann, "live"), at(bob, "live")]);
});
