/** Calls whose link breaks, between real telephones on loopback. */
import assert from "node:assert/strict";
import { after, test } from "node:test";
import type { CallState } from "../../src/call/state.js";
import { isDoubted } from "../../src/app/named.js";
import { decodeJpeg, encodeJpeg, jpegAvailable } from "../../src/codec/jpeg.js";
import { makeIdentity } from "../../src/trust/identity.js";
import { encodePicture } from "../../src/wire/picture.js";
import {
  at,
  closeAll,
  connected,
  makeParty,
  type Party,
  picture,
  Puppet,
  reasonOf,
} from "../rig/parties.js";
import { until } from "../rig/until.js";

after(closeAll);

/** Breaks every link there is. */
async function cut({ links }: Party): Promise<void> {
  await Promise.all(links.map(async (link) => link[Symbol.asyncDispose]()));
}

/** Resolves when both have seen their call broken and taken up again, on a link that is new to both. */
async function broken(ann: Party, bob: Party): Promise<void> {
  const before = [ann.links.length, bob.links.length];
  await cut(ann);
  await until("broken", () => ann.phone.state.at !== "live");
  await until(
    "taken up again",
    () =>
      ann.links.length > (before[0] ?? 0) &&
      bob.links.length > (before[1] ?? 0) &&
      ann.phone.state.at === "live" &&
      bob.phone.state.at === "live",
  );
}

async function seen({ pictures }: Party, by: Party): Promise<void> {
  const before = pictures.length;
  await until("a picture", () => {
    by.phone.media.show(picture(7));
    return pictures.length > before;
  });
}

const sinceOf = (state: CallState): number => (state.at === "live" ? state.since : NaN);
const textsOf = ({ phone }: Party): readonly string[] =>
  phone.talk.conversation.messages.map(({ from, text }) => `${from}: ${text}`);

test("a call whose link is cut goes on: the same call, with pictures both ways, as often as it takes", async () => {
  const [ann, bob] = await connected();
  const began = sinceOf(ann.phone.state);
  for (let time = 0; time < 3; time++) {
    await broken(ann, bob);
    await Promise.all([seen(ann, bob), seen(bob, ann)]);
  }
  assert.equal(sinceOf(ann.phone.state), began);
  const { state } = bob.phone;
  assert.ok(state.at === "live" && isDoubted(state.party), "nobody vouched for her meanwhile");
  assert.deepEqual([ann.book.recent.length, bob.book.recent.length], [1, 1], "one call to note");
  ann.phone.hangUp();
  await Promise.all([at(ann, "idle"), at(bob, "idle")]);
  assert.deepEqual([reasonOf(ann), reasonOf(bob)], ["hung-up", "they-hung-up"]);
});

test("what is written while the link is broken, or was not delivered before, arrives once and in order", async () => {
  const [ann, bob] = await connected();
  ann.phone.talk.say("one");
  await until("delivered", () => ann.phone.talk.conversation.messages[0]?.delivered ?? false);
  ann.phone.talk.say("two");
  await cut(ann);
  await at(ann, "reconnecting");
  ann.phone.talk.say("three");
  await until("all delivered", () =>
    ann.phone.talk.conversation.messages.every(({ delivered }) => delivered),
  );
  bob.phone.talk.say("four");
  await until("four", () => ann.phone.talk.conversation.messages.length === 4);
  assert.deepEqual(textsOf(bob), ["them: one", "them: two", "them: three", "me: four"]);
  assert.deepEqual(textsOf(ann), ["me: one", "me: two", "me: three", "them: four"]);
});

test("what each side said of itself still holds: what it can show, its camera, its recording", async () => {
  const [ann, bob] = await connected();
  ann.phone.media.setCamera(false);
  ann.phone.media.setRecording(true);
  await until("told", () => bob.phone.media.peerRecording && !bob.phone.media.peerCamera);
  await broken(ann, bob);
  assert.deepEqual([bob.phone.media.peerCamera, bob.phone.media.peerRecording], [false, true]);
  bob.phone.media.setShows({ width: 40, height: 24 });
  ann.phone.media.setCamera(true);
  await until("the new size", () => ann.phone.media.wanted?.width === 40);
  await until("the camera is on", () => bob.phone.media.peerCamera);
});

for (const who of ["the caller", "the called side"] as const) {
  test(`${who} can hang up while the call is broken, and the other side learns it`, async () => {
    const [ann, bob] = await connected();
    const [one, other] = who === "the caller" ? [ann, bob] : [bob, ann];
    await cut(ann);
    await at(one, "reconnecting");
    one.phone.hangUp();
    await Promise.all([at(one, "idle"), at(other, "idle")]);
    assert.equal(reasonOf(one), "hung-up");
    assert.equal(reasonOf(other), "they-hung-up");
  });
}

test("who calls somebody whose call is broken hears busy", async () => {
  const carol = await makeParty("carol");
  const dave = await makeParty("dave", { autoAnswer: true });
  const puppet = new Puppet(dave.target);
  await puppet.enter(dave, ["resume"]);
  puppet.line.resetAndDestroy();
  await at(dave, "reconnecting");
  carol.phone.dial(dave.target);
  await until("carol is told", () => reasonOf(carol) === "busy");
  assert.equal(dave.phone.state.at, "reconnecting");
});

test("a program that knows nothing of resuming is lost at once, as before", async () => {
  const ann = await makeParty("ann", { autoAnswer: true });
  const puppet = new Puppet(ann.target);
  await puppet.enter(ann);
  puppet.line.resetAndDestroy();
  await at(ann, "idle");
  assert.equal(reasonOf(ann), "lost");
});

test("nobody else takes up a call: not with its name, not with the key and another program", async () => {
  const ann = await makeParty("ann", { autoAnswer: true });
  const identity = makeIdentity();
  const puppet = new Puppet(ann.target, identity);
  await puppet.enter(ann, ["resume"]);
  const otherKey = new Puppet(ann.target);
  otherKey.hello("puppet", ["resume"]);
  const otherRun = new Puppet(ann.target, identity);
  otherRun.hello("bad", ["resume"]);
  for (const stranger of [otherKey, otherRun]) {
    stranger.say("resume");
    await until("sent away", () => stranger.closed);
    assert.deepEqual(stranger.words(), ["hang-up"]);
    assert.equal(ann.phone.state.at, "live");
  }
  puppet.line.resetAndDestroy();
  await at(ann, "reconnecting");
  const late = new Puppet(ann.target);
  late.hello("puppet", ["resume"]);
  late.say("resume");
  await until("sent away", () => late.closed);
  assert.equal(ann.phone.state.at, "reconnecting");
  // The real one is let in.
  const back = new Puppet(ann.target, identity);
  back.hello("puppet", ["resume"]);
  back.say("resume");
  await until("accepted", () => back.words().includes("accept"));
  assert.equal(ann.phone.state.at, "reconnecting");
  back.say("confirm");
  await at(ann, "live");
});

test("who wants to go on with a call that nobody has hears that it is over", async () => {
  const ann = await makeParty("ann");
  const puppet = new Puppet(ann.target);
  puppet.hello("puppet", ["resume"]);
  puppet.say("resume");
  await until("sent away", () => puppet.closed);
  assert.deepEqual(puppet.words(), ["hang-up"]);
  assert.equal(ann.phone.state.at, "idle");
});

test(
  "a picture that was still being read when its link broke is not shown any more",
  { skip: jpegAvailable() ? false : "there is nothing here that reads JPEG" },
  async () => {
    const ann = await makeParty("ann", { autoAnswer: true });
    const puppet = new Puppet(ann.target);
    await puppet.enter(ann, ["resume"]);
    const coded = await encodeJpeg(picture(9), 90);
    puppet.socket.end(Buffer.concat([...encodePicture(coded, 0, 1)]));
    await at(ann, "reconnecting");
    // Pictures are read in the order in which they came.
    await decodeJpeg(coded);
    assert.deepEqual(ann.pictures, []);
  },
);
