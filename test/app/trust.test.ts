/** Whose key it is, between real telephones on loopback. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { clock } from "../../src/app/clock.js";
import { Phone } from "../../src/app/phone.js";
import type { PhoneSettings } from "../../src/app/phone-parts.js";
import { formatAddress } from "../../src/call/address.js";
import type { CallState, Target } from "../../src/call/state.js";
import { tlsNetwork } from "../../src/net/tls.js";
import { type Identity, makeIdentity } from "../../src/trust/identity.js";
import { FakeBook } from "../fakes/book.js";
import { FakeKnown } from "../fakes/known.js";
import { until } from "../rig/until.js";

const open: AsyncDisposable[] = [];
after(async () => {
  for (const thing of open.toReversed()) await thing[Symbol.asyncDispose]();
});

interface Person {
  readonly phone: Phone;
  readonly book: FakeBook;
  readonly known: FakeKnown;
  readonly identity: Identity;
  readonly target: Target;
  /** What the telephone's log says. */
  readonly notes: string[];
}

async function person(
  name: string,
  settings: Partial<PhoneSettings> = {},
  identity = makeIdentity(),
): Promise<Person> {
  const book = new FakeBook();
  const known = new FakeKnown();
  const notes: string[] = [];
  const phone = new Phone(
    {
      name,
      fps: 30,
      autoAnswer: false,
      trustFirst: "never",
      onlyKnown: false,
      undisturbed: false,
      camera: false,
      limits: {},
      ...settings,
    },
    {
      network: tlsNetwork(identity),
      clock,
      chance: Math.random,
      log: { note: (event) => notes.push(event) },
      book,
      own: identity.key,
      known,
      onPicture: () => undefined,
    },
  );
  open.push(phone);
  await phone.listen({ host: "127.0.0.1", port: 0 });
  const address = { host: "127.0.0.1", port: phone.listening?.port ?? 0 };
  return { phone, book, known, identity, notes, target: { name: formatAddress(address), address } };
}

const greetings = ({ notes }: Person): number => notes.filter((note) => note === "greeted").length;

/** Resolves with the state once it is `at`. */
async function when<At extends CallState["at"]>(
  { phone }: Person,
  at: At,
): Promise<Extract<CallState, { at: At }>> {
  await until(at, () => phone.state.at === at);
  return phone.state as Extract<CallState, { at: At }>;
}

async function ending({ phone }: Person): Promise<string> {
  await until("idle", () => phone.state.at === "idle");
  return phone.state.at === "idle" ? (phone.state.last?.reason ?? "") : "";
}

test("a first call asks whose key it is, with the key that the other side shows as its own", async () => {
  const [ann, bob] = await Promise.all([person("ann"), person("bob")]);
  ann.phone.dial(bob.target);
  const { party } = await when(ann, "verifying");
  assert.equal(party.key.fingerprint, bob.identity.key.fingerprint);
  assert.equal(bob.phone.state.at, "idle", "nothing rings before the answer");
  ann.phone.trust();
  await when(bob, "ringing");
  assert.equal(greetings(bob), 1, "a stranger is not told our name");
  assert.deepEqual(ann.known.keys, [
    { labels: [bob.target.name], fingerprint: bob.identity.key.fingerprint, blocked: false },
  ]);
});

test("the second call does not ask", async () => {
  const [ann, bob] = await Promise.all([person("ann"), person("bob")]);
  ann.known.remember(bob.identity.key, [bob.target.name]);
  ann.phone.dial(bob.target);
  await when(bob, "ringing");
});

test("a key that is not trusted ends the call, and is not remembered", async () => {
  const [ann, bob] = await Promise.all([person("ann"), person("bob")]);
  ann.phone.dial(bob.target);
  await when(ann, "verifying");
  ann.phone.distrust();
  assert.equal(await ending(ann), "untrusted");
  assert.deepEqual(ann.known.keys, []);
});

test("another key where a saved peer should answer is a hard stop: the other side hears nothing of it", async () => {
  const [ann, mallory] = await Promise.all([person("ann"), person("mallory")]);
  ann.known.remember(makeIdentity().key, ["bob"]);
  ann.phone.dial({ ...mallory.target, name: "bob" });
  assert.equal(await ending(ann), "changed-key");
  const eve = await person("eve", { trustFirst: "always" });
  eve.phone.dial(mallory.target);
  await when(mallory, "ringing");
  assert.equal(greetings(mallory), 1, "only eve has said her name");
  assert.deepEqual(mallory.book.recent, []);
  assert.equal(ann.known.keys.length, 1);
});

test("--trust-first takes the first key, remembers it, and still stops at another one", async () => {
  const [ann, bob, mallory] = await Promise.all([
    person("ann", { trustFirst: "always" }),
    person("bob"),
    person("mallory"),
  ]);
  ann.phone.dial({ ...bob.target, name: "bob" });
  await when(bob, "ringing");
  assert.deepEqual(ann.known.keys[0]?.labels, ["bob", bob.target.name]);
  ann.phone.hangUp();
  await when(ann, "idle");
  ann.phone.dial({ ...mallory.target, name: "bob" });
  assert.equal(await ending(ann), "changed-key");
});

test("an invite needs no question, is remembered, and is worth nothing with another key", async () => {
  const [ann, bob] = await Promise.all([person("ann"), person("bob")]);
  ann.phone.dial({ ...bob.target, fingerprint: makeIdentity().key.fingerprint });
  assert.equal(await ending(ann), "changed-key");
  ann.phone.dial({ ...bob.target, fingerprint: bob.identity.key.fingerprint });
  await when(bob, "ringing");
  assert.equal(ann.known.keys[0]?.fingerprint, bob.identity.key.fingerprint);
});

test("two programs of one person call each other unasked, and nothing is remembered of it", async () => {
  const identity = makeIdentity();
  const [desk, sofa] = await Promise.all([person("a", {}, identity), person("a", {}, identity)]);
  desk.phone.dial(sofa.target);
  const { party } = await when(sofa, "ringing");
  assert.equal(party.knownAs, "yourself");
  assert.deepEqual(desk.known.keys, []);
});

test("a caller is named by the key: who only claims a name is not verified", async () => {
  const [ann, bob, mallory] = await Promise.all([
    person("ann"),
    person("the one you met", { trustFirst: "always" }),
    person("bob", { trustFirst: "always" }),
  ]);
  ann.book.save({ name: "bob", address: bob.target.address });
  ann.known.remember(bob.identity.key, ["bob"]);
  mallory.phone.dial(ann.target);
  const stranger = await when(ann, "ringing");
  assert.deepEqual([stranger.party.name, stranger.party.knownAs], ["bob", undefined]);
  ann.phone.decline();
  await when(ann, "idle");
  bob.phone.dial(ann.target);
  const friend = await when(ann, "ringing");
  assert.deepEqual([friend.party.name, friend.party.knownAs], ["bob", "bob"]);
});

test("a key that is known by an address cannot take the name of a saved peer", async () => {
  const ann = await person("ann");
  const eve = await person("bob", { trustFirst: "always" });
  ann.book.save({ name: "bob", address: { host: "10.0.0.2", port: 1 } });
  ann.known.remember(eve.identity.key, ["10.0.0.7"]);
  eve.phone.dial(ann.target);
  const { party } = await when(ann, "ringing");
  assert.deepEqual([party.name, party.knownAs], ["10.0.0.7", "10.0.0.7"]);
});

test("a blocked key does not ring, and is not called", async () => {
  const [ann, eve, bob] = await Promise.all([
    person("ann"),
    person("eve", { trustFirst: "always" }),
    person("bob", { trustFirst: "always" }),
  ]);
  ann.known.block(eve.identity.key);
  eve.phone.dial(ann.target);
  assert.equal(await ending(eve), "not-accepted");
  ann.phone.dial(eve.target);
  assert.equal(await ending(ann), "blocked");
  bob.phone.dial(ann.target);
  await when(ann, "ringing");
  assert.deepEqual(
    ann.book.recent.map(({ kind }) => kind),
    ["failed"],
    "eve left no trace but our own attempt",
  );
});
