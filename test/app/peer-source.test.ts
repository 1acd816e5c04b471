import assert from "node:assert/strict";
import { after, test } from "node:test";
import { clock } from "../../src/app/clock.js";
import { NO_LOG } from "../../src/app/log.js";
import { PeerSource } from "../../src/app/peer-source.js";
import { sourceTrouble } from "../../src/app/words.js";
import type { Address } from "../../src/call/address.js";
import { type Frame, makeFrame } from "../../src/frame/frame.js";
import { withDialects } from "../../src/net/plain.js";
import { tlsNetwork } from "../../src/net/tls.js";
import { makeIdentity } from "../../src/trust/identity.js";
import { FakeBook } from "../fakes/book.js";
import { FakeKnown } from "../fakes/known.js";
import { at, closeAll, makeParty, picture } from "../rig/parties.js";
import { closeRooms, makeRoom } from "../rig/rooms.js";
import { until } from "../rig/until.js";

const WANTED = { width: 160, height: 90, fps: 30 };
const open: PeerSource[] = [];

after(async () => {
  for (const source of open) await source[Symbol.asyncDispose]();
  await closeAll();
  await closeRooms();
});

/** A source of what is shown at `address`, and the frames that came of it. */
function sourceAt(
  address: Address,
  trustFirst: "always" | "never" = "always",
  name = "there",
): { source: PeerSource; frames: Frame[]; book: FakeBook } {
  const identity = makeIdentity();
  const book = new FakeBook();
  const source = new PeerSource(
    { name, address },
    { name: "ours", trustFirst },
    {
      network: withDialects(tlsNetwork(identity)),
      clock,
      chance: Math.random,
      log: NO_LOG,
      book,
      own: identity.key,
      known: new FakeKnown(),
    },
  );
  open.push(source);
  const frames: Frame[] = [];
  source.want(WANTED);
  void collect(source, frames);
  return { source, frames, book };
}

async function collect(source: PeerSource, frames: Frame[]): Promise<void> {
  for await (const frame of source.frames(new AbortController().signal)) frames.push(frame);
}

test("what is shown elsewhere is a source, as small as it is wanted, and goes on after a break", async () => {
  const identity = makeIdentity();
  const { room, address } = await makeRoom(undefined, { identity });
  const { source, frames, book } = sourceAt(address);
  await until("pictures", () => {
    room.show(picture(4));
    return frames.length > 2;
  });
  assert.equal(source.status.at, "live");
  source.want({ ...WANTED, width: 40, height: 24 });
  await until("a small one", () => {
    room.show(picture(4));
    return frames.at(-1)?.width === 40;
  });
  await room[Symbol.asyncDispose]();
  await until("waiting", () => source.status.at === "waiting");
  const again = await makeRoom(undefined, { identity, port: address.port });
  const before = frames.length;
  await until("pictures again", () => {
    again.room.show(picture(4));
    return frames.length > before;
  });
  assert.deepEqual(book.recent, [], "a source is no call");
});

test("an old camera is seen in a show of ours, shrunk and dated", async () => {
  const camera = await makeRoom("pickle");
  const { source, frames } = sourceAt(camera.address);
  const ours = await makeRoom();
  const viewer = await makeParty("viewer");
  viewer.phone.dial({ name: "show", address: ours.address });
  await at(viewer, "live");
  let passed = 0;
  const large = makeFrame(320, 180, new Uint8Array(320 * 180 * 3).fill(77), Number.NaN);
  await until("the old camera's picture at the far end", () => {
    camera.room.show(large);
    for (; passed < frames.length; passed++) ours.room.show(frames[passed] as Frame);
    return viewer.pictures.length > 2;
  });
  const [frame] = frames as [Frame];
  assert.deepEqual([frame.width, frame.height, frame.pixels[0]], [160, 90, 77]);
  assert.ok(Math.abs(clock.now() - frame.capturedAt) < 60_000);
  assert.ok(source.status.at === "live" && source.status.native.width === 320);
});

test("nobody is taken for who was meant without a word of the user", async () => {
  const { address } = await makeRoom();
  const { source } = sourceAt(address, "never");
  await until("refused", () => source.status.at === "waiting");
  const { status } = source;
  assert.ok(status.at === "waiting" && status.hint.includes("tetatty call there"));
});

test("a place where nobody listens is named once in what is said of the source", async () => {
  const { room, address } = await makeRoom("pickle");
  await room[Symbol.asyncDispose]();
  const name = `pickle://127.0.0.1:${address.port}`;
  const { source } = sourceAt(address, "always", name);
  await until("an answer", () => source.status.at === "waiting");
  assert.equal(
    sourceTrouble(source.label, source.status),
    `${name}: nobody answers: no program is listening there - ask them to start theirs, and check the port`,
  );
});
