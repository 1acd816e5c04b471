import assert from "node:assert/strict";
import { after, test } from "node:test";
import { clock } from "../../src/app/clock.js";
import { HELLO_TIMEOUT } from "../../src/app/session.js";
import { makeFrame } from "../../src/frame/frame.js";
import { encodePicture, rawPicture } from "../../src/wire/picture.js";
import { emptyRecord, TYPE } from "../../src/wire/record.js";
import {
  at,
  closeAll,
  connected,
  makeParty,
  picture,
  Puppet,
  RAW_RATE,
  reasonOf,
} from "../rig/parties.js";
import { until } from "../rig/until.js";

after(closeAll);

test("two people call, see each other move, and hang up", async () => {
  const [ann, bob] = await connected();
  await until("pictures both ways", () => {
    ann.phone.media.show(picture(50));
    bob.phone.media.show(picture(200));
    return ann.pictures.length > 3 && bob.pictures.length > 3;
  });
  // However coarse a busy machine lets them be, nobody mistakes one for the other.
  assert.ok(ann.pictures.every(({ pixels }) => Math.abs((pixels[0] ?? 0) - 200) < 20));
  assert.ok(bob.pictures.every(({ pixels }) => Math.abs((pixels[0] ?? 0) - 50) < 20));
  ann.phone.hangUp();
  await Promise.all([at(ann, "idle"), at(bob, "idle")]);
  assert.equal(reasonOf(ann), "hung-up");
  assert.equal(reasonOf(bob), "they-hung-up");
  assert.deepEqual([ann.book.recent[0]?.kind, bob.book.recent[0]?.kind], ["outgoing", "incoming"]);
});

test("a picture's age is known once the clocks are aligned", async () => {
  const [ann, bob] = await connected();
  await until("an aged picture", () => {
    ann.phone.media.show(picture(7));
    return bob.pictures.some(({ capturedAt }) => !Number.isNaN(capturedAt));
  });
  const age = clock.now() - (bob.pictures.at(-1)?.capturedAt ?? 0);
  assert.ok(age > -5 && age < 1000, `age ${age} ms`);
});

test("declining tells the caller", async () => {
  const [ann, bob] = await Promise.all([makeParty("ann"), makeParty("bob")]);
  ann.phone.dial(bob.target);
  await at(bob, "ringing");
  bob.phone.decline();
  await Promise.all([at(ann, "idle"), at(bob, "idle")]);
  assert.equal(reasonOf(ann), "they-declined");
});

test("a caller who gives up while it rings leaves a missed call", async () => {
  const [ann, bob] = await Promise.all([makeParty("ann"), makeParty("bob")]);
  ann.phone.dial(bob.target);
  await at(bob, "ringing");
  ann.phone.hangUp();
  await Promise.all([at(ann, "idle"), at(bob, "idle")]);
  assert.equal(reasonOf(bob), "missed");
  assert.deepEqual(bob.book.recent[0]?.kind, "missed");
  assert.equal(bob.book.recent[0]?.address.port, ann.target.address.port, "can be called back");
});

test("a second caller hears busy and is noted as missed; the call goes on", async () => {
  const [ann, bob] = await connected();
  const carol = await makeParty("carol");
  carol.phone.dial(bob.target);
  await until("carol is told", () => reasonOf(carol) === "busy");
  assert.equal(bob.book.recent[0]?.kind, "missed");
  assert.equal(bob.book.recent[0]?.name, "carol");
  assert.deepEqual([ann.phone.state.at, bob.phone.state.at], ["live", "live"]);
});

test("when both dial each other at once there is one call", async () => {
  for (let round = 0; round < 10; round++) {
    const [ann, bob] = await Promise.all([makeParty("ann"), makeParty("bob")]);
    ann.phone.dial(bob.target);
    bob.phone.dial(ann.target);
    await Promise.all([at(ann, "live"), at(bob, "live")]);
  }
});

test("calling yourself is refused, and calling nobody says so", async () => {
  const ann = await makeParty("ann");
  ann.phone.dial(ann.target);
  await until("refused", () => reasonOf(ann) === "self");
  await at(ann, "idle");
  const bob = await makeParty("bob");
  await bob.phone[Symbol.asyncDispose]();
  ann.phone.dial(bob.target);
  await until("unreachable", () => reasonOf(ann) === "unreachable");
});

test("with auto-answer nobody has to press a key", async () => {
  const [ann, bob] = await Promise.all([makeParty("ann"), makeParty("bob", { autoAnswer: true })]);
  ann.phone.dial(bob.target);
  await Promise.all([at(ann, "live"), at(bob, "live")]);
});

test("the sender learns within a moment that the other terminal has another size, and that a camera is off", async () => {
  const [ann, bob] = await connected();
  bob.phone.media.setShows({ width: 40, height: 24 });
  await until("the new size", () => ann.phone.media.wanted?.width === 40);
  ann.phone.media.setCamera(false);
  await until("camera off", () => !bob.phone.media.peerCamera);
  assert.equal(ann.phone.media.wanted, undefined);
});

test("whoever connects and says nothing, or noise, is let go of, and the next call works", async () => {
  const ann = await makeParty("ann");
  const silent = new Puppet(ann.target);
  const noisy = new Puppet(ann.target);
  noisy.socket.write("GET / HTTP/1.1\r\n\r\n");
  await until("noise is cut off", () => noisy.closed);
  const huge = new Puppet(ann.target);
  huge.hello("huge");
  const head = emptyRecord(TYPE.head, 28);
  head.fill(0xff, 4 + 8);
  huge.socket.write(head);
  await until("a 4 GB picture is cut off", () => huge.closed);
  await until(`silence is cut off after ${HELLO_TIMEOUT} ms`, () => silent.closed);
  const bob = await makeParty("bob");
  bob.phone.dial(ann.target);
  await at(ann, "ringing");
  assert.equal(ann.pictures.length, 0);
});

test("a picture that begins before the call is live ends it, and takes no memory", async () => {
  const ann = await makeParty("ann");
  const puppet = new Puppet(ann.target);
  puppet.hello();
  puppet.say("invite");
  await at(ann, "ringing");
  const huge = makeFrame(1280, 720, new Uint8Array(1280 * 720 * 3), 0);
  const head = encodePicture(rawPicture(huge), 0, 200).next().value as Uint8Array;
  const before = process.memoryUsage().arrayBuffers;
  puppet.socket.write(head);
  await at(ann, "idle");
  assert.equal(reasonOf(ann), "missed");
  assert.ok(process.memoryUsage().arrayBuffers - before < 1_000_000);
  assert.equal(ann.pictures.length, 0);
});

test("a link that is cut in the middle of a picture ends the call, and the next one works", async () => {
  const ann = await makeParty("ann", { autoAnswer: true });
  const puppet = new Puppet(ann.target);
  await puppet.enter(ann);
  puppet.socket.write(emptyRecord(TYPE.segment, 9000).subarray(0, 1000), () =>
    puppet.line.resetAndDestroy(),
  );
  await at(ann, "idle");
  assert.equal(reasonOf(ann), "lost");
  const bob = await makeParty("bob");
  bob.phone.dial(ann.target);
  await Promise.all([at(ann, "live"), at(bob, "live")]);
});

test("a peer that reads ten times too slowly gets smaller and fewer pictures, none of them old", async () => {
  const ann = await makeParty("ann", { autoAnswer: true });
  const puppet = new Puppet(ann.target);
  await puppet.enter(ann);
  const camera = setInterval(() => ann.phone.media.show(picture(1)), 1000 / 30);
  const ages = await puppet.readSlowly(RAW_RATE / 10, 3000);
  clearInterval(camera);
  assert.ok(ages.length >= 3, `${ages.length} pictures came`);
  assert.ok(Math.max(...ages.slice(1)) < 1500, `ages ${ages.map(Math.round).join(" ")}`);
  assert.match(ann.phone.media.sending, /^raw .*50 % size/);
  assert.ok(ages.length < 60, `${ages.length} pictures came`);
});

test("a peer that acknowledges nothing is sent no more than the first window", async () => {
  const ann = await makeParty("ann", { autoAnswer: true });
  const puppet = new Puppet(ann.target);
  await puppet.enter(ann);
  await until("pictures are dropped", () => {
    ann.phone.media.show(picture(1));
    return ann.phone.media.read().droppedOut >= 5;
  });
  assert.ok(puppet.socket.bytesRead < 64 * 1024, `${puppet.socket.bytesRead} bytes`);
  assert.equal(ann.phone.state.at, "live");
});
