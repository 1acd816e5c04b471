import assert from "node:assert/strict";
import { connect, type Socket } from "node:net";
import { after, test } from "node:test";
import type { Target } from "../../src/call/state.js";
import { pickleFrame } from "../../src/wire/pickle/write.js";
import { makeIdentity } from "../../src/trust/identity.js";
import { at, closeAll, makeParty, type Party, picture, Puppet, reasonOf } from "../rig/parties.js";
import { closeRooms, makeRoom } from "../rig/rooms.js";
import { until } from "../rig/until.js";

after(async () => {
  await closeAll();
  await closeRooms();
});

type Room = Awaited<ReturnType<typeof makeRoom>>;

async function watching(target: Target, count: number): Promise<readonly Party[]> {
  const parties = await Promise.all(
    Array.from({ length: count }, async (_, each) => makeParty(`viewer ${each}`)),
  );
  for (const { phone } of parties) phone.dial(target);
  await Promise.all(parties.map(async (party) => at(party, "live")));
  return parties;
}

test("everybody who calls is let in at once, sees pictures of their size, and shows none", async () => {
  const { room, address } = await makeRoom();
  const parties = await watching({ name: "show", address }, 12);
  const [first] = parties as [Party];
  await until("twelve viewers", () => room.viewers === 12);
  first.phone.media.setShows({ width: 40, height: 24 });
  await until("pictures for everybody", () => {
    room.show(picture(5));
    return parties.every(({ pictures }) => pictures.length > 2);
  });
  await until("a small one", () => {
    room.show(picture(5));
    return first.pictures.at(-1)?.width === 40;
  });
  // On a busy machine the ladder may make them smaller than wanted, but not as small as that.
  assert.ok((parties[1]?.pictures.at(-1)?.width ?? 0) > 40);
  assert.equal(first.phone.media.wanted?.width, 0);
  assert.deepEqual(room.wanted, { width: 160, height: 90, fps: 30 });
});

test("who leaves is not counted any more, and when the show ends everybody is told", async () => {
  const { room, address } = await makeRoom();
  const [one, other] = (await watching({ name: "show", address }, 2)) as [Party, Party];
  await until("both are there", () => room.viewers === 2);
  one.phone.hangUp();
  await until("one is gone", () => room.viewers === 1);
  await room[Symbol.asyncDispose]();
  await at(other, "idle");
  assert.equal(reasonOf(other), "they-hung-up");
  assert.equal(room.visits, 2);
});

test("whoever comes when there are too many hears that we are busy", async () => {
  const { room, address } = await makeRoom(undefined, { places: 2 });
  await watching({ name: "show", address }, 2);
  const late = await makeParty("late");
  late.phone.dial({ name: "show", address });
  await until("busy", () => reasonOf(late) === "busy");
  await until("two viewers", () => room.viewers === 2);
});

/** Breaks every link there is of `party`; its other ends learn of it, or not. */
async function broken({ links, phone }: Party): Promise<void> {
  for (const link of links) await link[Symbol.asyncDispose]();
  await until("broken", () => phone.state.at === "reconnecting");
}

test("a viewer whose line breaks goes on watching, and is the same viewer", async () => {
  const { room, address } = await makeRoom();
  const [viewer, other] = (await watching({ name: "show", address }, 2)) as [Party, Party];
  await until("both are there", () => room.viewers === 2);
  for (let time = 0; time < 2; time++) {
    await broken(viewer);
    await at(viewer, "live");
    const before = viewer.pictures.length;
    await until("pictures again", () => {
      room.show(picture(5));
      return viewer.pictures.length > before;
    });
  }
  assert.deepEqual([room.viewers, room.visits, other.phone.state.at], [2, 2, "live"]);
});

test("in a full house the place of a viewer who comes back is free at once, and nobody else's", async () => {
  const { room, address } = await makeRoom(undefined, { places: 1 });
  const target = { name: "show", address };
  const identity = makeIdentity();
  const puppet = new Puppet(target, identity);
  puppet.hello("puppet", ["resume"]);
  puppet.say("invite");
  await until("accepted", () => puppet.words().includes("accept"));
  puppet.say("confirm");
  await until("one viewer", () => room.viewers === 1);
  const late = await makeParty("late");
  late.phone.dial(target);
  await until("busy", () => reasonOf(late) === "busy");
  // The old line still stands: nobody has told the show that it carries nothing.
  for (const word of ["resume", "invite"] as const) {
    const again = new Puppet(target, identity);
    again.hello("puppet", ["resume"]);
    again.say(word);
    await until("accepted", () => again.words().includes("accept"));
    again.say("confirm");
    await until("one viewer", () => room.viewers === 1);
  }
  await until("the old line is closed", () => puppet.closed);
  assert.equal(room.visits, 2);
  const stranger = new Puppet(target);
  stranger.hello("puppet", ["resume"]);
  stranger.say("resume");
  await until("busy", () => stranger.words().includes("busy"));
});

/** Viewers of a show in the pickle dialect, one after another. */
async function pickleViewers({ room, address }: Room, count: number): Promise<readonly Socket[]> {
  const before = room.visits;
  const sockets = Array.from({ length: count }, () =>
    connect(address).on("error", () => undefined),
  );
  await until("everybody's turn", () => room.visits + closed(sockets) === before + count);
  return sockets;
}

const closed = (sockets: readonly Socket[]): number =>
  sockets.filter((socket) => socket.destroyed || socket.readableEnded).length;

test("viewers do not ring: seventy may come at once, also from one address", async () => {
  const here = await makeRoom("pickle");
  const elsewhere = await makeRoom("pickle", { from: "203.0.113.9", placesOfOne: 70 });
  for (const place of [here, elsewhere]) {
    const viewers = await pickleViewers(place, 70);
    assert.equal(place.room.viewers, 70);
    for (const viewer of viewers) viewer.destroy();
  }
});

test("one address has half of the places, and each that is given up at once", async () => {
  const place = await makeRoom("pickle", { from: "203.0.113.9" });
  const viewers = await pickleViewers(place, 52);
  assert.equal(place.room.viewers, 50);
  for (const viewer of viewers) viewer.destroy();
  await until("an empty house", () => place.room.viewers === 0);
  for (const viewer of await pickleViewers(place, 50)) viewer.destroy();
  assert.equal(place.room.visits, 100);
});

test("anybody with a pickle reader can watch, and each has the same picture", async () => {
  const { room, address } = await makeRoom("pickle");
  const heard = Array.from({ length: 3 }, () => {
    const socket = connect(address);
    const chunks: Uint8Array[] = [];
    socket.on("data", (bytes) => chunks.push(bytes));
    return { socket, bytes: () => Buffer.concat(chunks) };
  });
  const message = Buffer.concat(pickleFrame(picture(7)));
  await until("a whole picture for each", () => {
    room.show(picture(7));
    return heard.every(({ bytes }) => bytes().length >= message.length);
  });
  for (const { bytes } of heard) assert.deepEqual(bytes().subarray(0, message.length), message);
  assert.equal(room.wanted?.width, 320);
  for (const { socket } of heard) socket.destroy();
  await until("an empty house", () => room.viewers === 0);
});

test("whoever waits for a camera is shown ours, and called again when the line breaks", async () => {
  const { room } = await makeRoom();
  const waiting = await makeParty("waiting", { autoAnswer: true, camera: false }, "pickle");
  room.visit(waiting.target);
  await until("our picture there", () => {
    room.show(picture(3));
    return waiting.pictures.length > 0;
  });
  waiting.phone.hangUp();
  await until("gone", () => room.viewers === 0);
  assert.equal(room.problem, `${waiting.target.name} closed the line`);
  await until("there again", () => room.viewers === 1);
});

test("who only wants to look rings nobody who shows nothing", async () => {
  const manner = { role: "watch", sendSize: undefined } as const;
  const [looker, bob] = await Promise.all([makeParty("looker", { manner }), makeParty("bob")]);
  looker.phone.dial(bob.target);
  await until("refused", () => reasonOf(looker) === "unreachable");
  const { state } = looker.phone;
  assert.ok(state.at === "idle" && state.last?.detail.startsWith("bob shows nothing now"));
  assert.deepEqual([bob.phone.state.at, bob.book.recent], ["idle", []]);
  const { room, address } = await makeRoom();
  looker.phone.dial({ name: "show", address });
  await at(looker, "live");
  await until("seen", () => {
    room.show(picture(5));
    return looker.pictures.length > 0;
  });
});
