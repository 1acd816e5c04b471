/** The tutorials' own programs, unedited, against tetatty both ways; pictures are compared bit for bit. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { after, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import type { Address, Dialect } from "../../src/call/address.js";
import { type Frame, makeFrame } from "../../src/frame/frame.js";
import { PickleMessages } from "../../src/wire/pickle/messages.js";
import { readPickle } from "../../src/wire/pickle/picture.js";
import { pickleFrame } from "../../src/wire/pickle/write.js";
import { VideostreamReader } from "../../src/wire/videostream/reader.js";
import { clipIn } from "../rig/clip.js";
import { Middle } from "../rig/middle.js";
import { HOSTS, NetworkPath } from "../rig/netns.js";
import { at, closeAll, makeParty, type Party } from "../rig/parties.js";
import { Peer } from "../rig/peer.js";
import { makeRoom, closeRooms } from "../rig/rooms.js";
import { temporaryFolder } from "../rig/temporary-folder.js";
import { tutorials } from "../rig/tutorial-text.js";
import { digestOf, freePort, pythons, Tutorial, type Python } from "../rig/tutorial.js";
import { LAN, needsTwo } from "../rig/two-machines.js";
import { openCv } from "../rig/video.js";
import { until } from "../rig/until.js";
import { byteByByte, cutAt } from "../wire/samples.js";

/** Pictures that must come through. */
const ENOUGH = 25;

after(async () => {
  await closeAll();
  await closeRooms();
});

const at127 = (port: number, dialect: Dialect): Address => ({ host: "127.0.0.1", port, dialect });

/** Whether `part` stands in `whole` in the same order, pictures left out aside. */
function assertInOrder(part: readonly string[], whole: readonly string[]): void {
  let from = 0;
  for (const digest of part) {
    const found = whole.indexOf(digest, from);
    assert.ok(found >= 0, "a picture that was never taken, or in another order");
    from = found + 1;
  }
}

/** Pictures that differ in every pixel, of a size that goes over the wire as it is. */
function numbered(n: number, width = 176, height = 124): Frame {
  const pixels = Uint8Array.from({ length: width * height * 3 }, (_, byte) => byte * 7 + n * 13);
  return makeFrame(width, height, pixels, 0);
}

/** Offers pictures until `done`; answers the digests of all, in order. */
async function offer(
  show: (frame: Frame) => void,
  make: (n: number) => Frame,
  done: () => boolean,
): Promise<readonly string[]> {
  const sent: string[] = [];
  await until("pictures at the other side", () => {
    const frame = make(sent.length);
    sent.push(digestOf(frame));
    show(frame);
    return done();
  });
  return sent;
}

/** The pictures of a recorded stream, as they come out of `chunks`. */
function replayPickles(chunks: Iterable<Uint8Array>): readonly string[] {
  const reader = new PickleMessages();
  const messages = Array.from(chunks, (chunk) => [...reader.push(chunk)]).flat();
  assert.equal(reader.fault, undefined);
  return messages.map((message) => {
    const read = readPickle(message);
    assert.ok("is" in read && read.is === "picture");
    return digestOf(read.frame);
  });
}

function replayVideostream(chunks: Iterable<Uint8Array>): readonly string[] {
  const reader = new VideostreamReader();
  const heard = Array.from(chunks, (chunk) => [...reader.push(chunk)]).flat();
  assert.equal(reader.fault, undefined);
  return heard.flatMap((each) => (each.type === "picture" ? [digestOf(each.frame)] : []));
}

const digests = ({ pictures }: Party): readonly string[] => pictures.map(digestOf);

const RELOAD = `
import hashlib, numpy, pickle, sys
data = sys.stdin.buffer.read()
array = pickle.loads(data)
print(hashlib.sha256(array.tobytes()).hexdigest(), pickle.dumps(array) == data, numpy.__version__)
`;

function suite(python: Python): void {
  for (const size of ["320x240", "640x480"]) {
    test(`videostream: we call a program that waits, both see each other (${size})`, async () => {
      const port = await freePort();
      await using program = new Tutorial(python, "person.py", {
        args: ["accepter", String(port), "0"],
        size,
      });
      await program.listens();
      const ann = await makeParty("ann");
      ann.phone.dial({ name: "program", address: at127(port, "videostream") });
      await at(ann, "live");
      const sent = await offer(
        (frame) => ann.phone.media.show(frame),
        numbered,
        () => program.shown.length >= ENOUGH && ann.pictures.length >= ENOUGH,
      );
      assertInOrder(digests(ann), program.seen);
      assertInOrder(program.shown, sent);
      ann.phone.hangUp();
      await until("its own word for it", () => program.said.includes("Connection Lose"));
      await at(ann, "idle");
    });
  }

  test("videostream: a program calls us, both see each other, and it hangs up", async () => {
    const bob = await makeParty("bob", {}, "videostream");
    const { port } = bob.target.address;
    await using program = new Tutorial(python, "person.py", {
      args: ["initiater", "0", String(port)],
    });
    await at(bob, "ringing");
    bob.phone.answer();
    await at(bob, "live");
    const sent = await offer(
      (frame) => bob.phone.media.show(frame),
      numbered,
      () => program.shown.length >= ENOUGH && bob.pictures.length >= ENOUGH,
    );
    assertInOrder(digests(bob), program.seen);
    assertInOrder(program.shown, sent);
    await program[Symbol.asyncDispose]();
    await at(bob, "idle");
  });

  test("videostream: over a network, while a window takes its time to open", needsTwo, async () => {
    await using path = await NetworkPath.open(LAN);
    const [here, there] = HOSTS.v4;
    await using program = new Tutorial(python, "person.py", {
      args: ["accepter", "7700", "0"],
      host: there,
      opening: 2,
      through: path.ends[1],
    });
    await program.listens();
    const source = ["--source", "pattern:plasma", "--listen", `${here}:0`];
    await using ann = await Peer.within({ through: path.ends[0] }, ...source);
    ann.type(`call videostream://${there}:7700`);
    await until("pictures", () => program.shown.length >= ENOUGH || program.said.includes("Error"));
    assert.equal(program.said, "");
    // What is sent while the line is dead for a moment comes in one piece later.
    await path.set({ dead: true });
    const before = program.shown.length;
    await sleep(1500);
    await path.set({ dead: false });
    await until(
      "more pictures",
      () => program.shown.length >= before + ENOUGH || program.said.includes("Error"),
    );
    assert.equal(program.said, "");
    ann.type("hangup");
    await until("its own word for it", () => program.said.includes("Connection Lose"));
  });

  test("pickle: we watch the program that serves its camera", async () => {
    const port = await freePort();
    await using program = new Tutorial(python, "chat-server.py", { port, size: "640x480" });
    await program.listens();
    const ann = await makeParty("ann", { camera: false });
    ann.phone.dial({ name: "program", address: at127(port, "pickle") });
    await until("pictures", () => ann.pictures.length >= ENOUGH);
    assert.deepEqual([ann.pictures[0]?.width, ann.pictures[0]?.height], [320, 240]);
    assertInOrder(digests(ann), program.resized);
    ann.phone.hangUp();
    await at(ann, "idle");
  });

  for (const [dialect, replay, file, args] of [
    ["videostream", replayVideostream, "person.py", ["accepter", "0", "0"]],
    ["pickle", replayPickles, "chat-server.py", []],
  ] as const) {
    test(`${dialect}: what a program said is the same, wherever it is cut`, async () => {
      const port = await freePort();
      const said = args.map((arg, index) => (index === 1 ? String(port) : arg));
      await using program = new Tutorial(python, file, { port, args: said, size: "320x240" });
      await program.listens();
      await using middle = await Middle.before(`127.0.0.1:${port}`);
      const kept = (middle.kept = []);
      const ann = await makeParty("ann", { camera: false });
      const [, end] = middle.address.split(":");
      ann.phone.dial({ name: "program", address: at127(Number(end), dialect) });
      await until("pictures", () => ann.pictures.length >= 3);
      ann.phone.hangUp();
      await at(ann, "idle");
      const whole = Buffer.concat(kept);
      const pictures = replay([whole]);
      assert.deepEqual(pictures.slice(0, 3), digests(ann).slice(0, 3));
      fc.assert(
        fc.property(fc.array(fc.nat(), { maxLength: 200, size: "max" }), (places) => {
          assert.deepEqual(replay(cutAt(whole, places)), pictures);
        }),
        { numRuns: 30 },
      );
      assert.deepEqual(replay(byteByByte(whole)), pictures);
    });
  }

  test("pickle: its client watches us", async () => {
    const { room, address } = await makeRoom("pickle");
    await using program = new Tutorial(python, "chat-client.py", { port: address.port });
    const sent = await offer(
      (frame) => room.show(frame),
      (n) => numbered(n, 320, 180),
      () => program.shown.length >= ENOUGH,
    );
    assertInOrder(program.shown, sent);
    assert.equal(program.said, "");
  });

  test("pickle: we watch the program that asks where to send, at full size", async () => {
    const port = await freePort();
    using folder = temporaryFolder();
    const clip = openCv === false ? await clipIn(folder.path) : "";
    await using program = new Tutorial(python, "sender.py", {
      typed: ["127.0.0.1", String(port), "127.0.0.1", "1"],
      size: "640x480",
      clip,
    });
    await program.listens();
    const ann = await makeParty("ann", { camera: false });
    ann.phone.dial({ name: "program", address: at127(port, "pickle") });
    await until("pictures", () => ann.pictures.length >= ENOUGH);
    const [first] = digests(ann) as [string];
    const from = program.seen.indexOf(first);
    assert.deepEqual(
      digests(ann).slice(0, ENOUGH),
      program.seen.slice(from, from + ENOUGH),
      "not every picture, bit for bit",
    );
    ann.phone.hangUp();
    await at(ann, "idle");
  });

  test("pickle: the program that asks whom to watch watches us", async () => {
    const { room, address } = await makeRoom("pickle");
    await using program = new Tutorial(python, "receiver.py", {
      typed: ["127.0.0.1", "0", "127.0.0.1", String(address.port)],
    });
    const sent = await offer(
      (frame) => room.show(frame),
      (n) => numbered(n, 320, 240),
      () => program.shown.length >= ENOUGH,
    );
    assertInOrder(program.shown, sent);
  });

  test("pickle: what we write is what it writes, and loads without a warning", () => {
    for (const [width, height] of [
      [1, 1],
      [7, 4],
      [320, 180],
      [640, 480],
    ] as const) {
      const frame = numbered(5, width, height);
      const input = Buffer.concat(pickleFrame(frame)).subarray(8);
      const ran = spawnSync(python.path, ["-W", "error", "-c", RELOAD], { input });
      assert.equal(String(ran.stderr), "");
      const [digest, same, version] = String(ran.stdout).trim().split(" ");
      assert.equal(digest, digestOf(frame));
      // numpy 2 spells two names in another way; protocol 4 is the usual one up to Python 3.13.
      if (version?.startsWith("1.")) assert.equal(same, "True");
    }
  });

  test("pickle: a camera calls us, and we watch", async () => {
    const bob = await makeParty("bob", { autoAnswer: true, camera: false }, "pickle");
    const { port } = bob.target.address;
    await using program = new Tutorial(python, "push.py", { port, size: "640x480" });
    await until("pictures", () => bob.pictures.length >= ENOUGH);
    assertInOrder(digests(bob), program.seen);
  });

  test("pickle: we call a program that waits for a camera", async () => {
    const port = await freePort();
    await using program = new Tutorial(python, "hold.py", { port });
    await program.listens();
    const { room } = await makeRoom();
    room.visit({ name: "program", address: at127(port, "pickle") });
    const sent = await offer(
      (frame) => room.show(frame),
      (n) => numbered(n, 320, 240),
      () => program.shown.length >= ENOUGH,
    );
    assertInOrder(program.shown, sent);
  });
}

const found = pythons();
if (tutorials !== false || found.length === 0) {
  const skip = tutorials || "no Python with numpy here (TETATTY_PYTHON names others)";
  test("the tutorials' own programs and tetatty see each other", { skip }, () => undefined);
}
for (const python of tutorials === false ? found : [])
  describe(`with ${python.name}`, () => suite(python));
