import assert from "node:assert/strict";
import { connect, createServer, type Socket } from "node:net";
import { once } from "node:events";
import { after, test } from "node:test";
import type { Scene } from "../../src/app/face.js";
import { peerRows } from "../../src/app/peer-rows.js";
import { refusalOf } from "../../src/app/refusals.js";
import { overheardWords } from "../../src/app/overheard-words.js";
import { listeningWords, opennessWords, proofWords } from "../../src/app/words.js";
import { makeFrame } from "../../src/frame/frame.js";
import { peerLines } from "../../src/render/words-peers.js";
import { pickleFrame } from "../../src/wire/pickle/write.js";
import { at, closeAll, makeParty, type Party, picture, reasonOf } from "../rig/parties.js";
import { until } from "../rig/until.js";

after(closeAll);

/** A picture of 176x124, which fits into what is sent on this machine as it is. */
const small = (shade: number) =>
  makeFrame(176, 124, new Uint8Array(176 * 124 * 3).fill(shade), Number.NaN);

async function inCall(dialect: "videostream" | "pickle"): Promise<[ann: Party, bob: Party]> {
  const [ann, bob] = await Promise.all([
    makeParty("ann", {}, dialect),
    makeParty("bob", { autoAnswer: true }, dialect),
  ]);
  ann.phone.dial(bob.target);
  await Promise.all([at(ann, "live"), at(bob, "live")]);
  return [ann, bob];
}

test("two of ours call each other in the videostream dialect", async () => {
  const [ann, bob] = await inCall("videostream");
  await until("pictures both ways", () => {
    ann.phone.media.show(small(1));
    bob.phone.media.show(small(2));
    return ann.pictures.length > 3 && bob.pictures.length > 3;
  });
  assert.deepEqual(ann.pictures.at(-1)?.pixels, small(2).pixels);
  assert.deepEqual(bob.pictures.at(-1)?.pixels, small(1).pixels);
  ann.phone.hangUp();
  await Promise.all([at(ann, "idle"), at(bob, "idle")]);
  assert.equal(reasonOf(ann), "hung-up");
  assert.equal(reasonOf(bob), "they-hung-up");
});

test("a call in a dialect rings, and nothing is said before it is answered", async () => {
  const bob = await makeParty("bob", {}, "videostream");
  const caller = connect(bob.target.address);
  let heard = "";
  caller.on("data", (bytes) => (heard += String(bytes)));
  await at(bob, "ringing");
  assert.equal(heard, "");
  bob.phone.answer();
  await until("a greeting", () => heard === "done");
  caller.destroy();
  await at(bob, "idle");
});

for (const size of ["0 0", "65535 6553", "99999 9999"]) {
  test(`a size of ${size} ends the call with the reason, not with silence`, async () => {
    const bob = await makeParty("bob", { autoAnswer: true }, "videostream");
    const caller = connect(bob.target.address).on("error", () => undefined);
    caller.once("data", () => {
      caller.write("done");
      caller.once("data", () => caller.write(size));
    });
    await until("an end", () => reasonOf(bob) === "protocol");
    const { state } = bob.phone;
    assert.ok(state.at === "idle" && state.last?.detail.includes("bad-size"));
  });
}

test("whoever is declined or hung up on sees the line break", async () => {
  const bob = await makeParty("bob", {}, "videostream");
  const caller = connect(bob.target.address);
  const broken = once(caller, "error") as Promise<[NodeJS.ErrnoException]>;
  await at(bob, "ringing");
  bob.phone.decline();
  const [{ code }] = await broken;
  assert.equal(code, "ECONNRESET");
});

test("nothing in a dialect is remembered as a key, and nobody is named by one", async () => {
  const [ann, bob] = await inCall("pickle");
  assert.deepEqual([ann.known.keys, bob.known.keys], [[], []]);
  const { state } = bob.phone;
  assert.ok(state.at === "live" && state.party.knownAs === undefined);
  assert.equal(state.party.name, "pickle://127.0.0.1");
});

/** A program that waits on a port and sends whatever it is told to. */
async function sender(): Promise<{ port: number; came: Promise<Socket>; close(): void }> {
  const server = createServer();
  const came = once(server, "connection").then(([socket]) => socket as Socket);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  return { port, came, close: () => server.close() };
}

test("a camera that pickles is watched; who has one itself keeps it back", async () => {
  const [ann, camera] = await Promise.all([makeParty("ann"), sender()]);
  const address = { host: "127.0.0.1", port: camera.port, dialect: "pickle" } as const;
  ann.phone.dial({ name: "camera", address });
  const socket = await camera.came;
  let heard = 0;
  socket.on("data", ({ length }) => (heard += length));
  await at(ann, "live");
  const frame = makeFrame(
    3,
    2,
    Uint8Array.from({ length: 18 }, (_, byte) => byte),
    Number.NaN,
  );
  await until("their picture", () => {
    for (const part of pickleFrame(frame)) socket.write(part);
    ann.phone.media.show(picture(1));
    return ann.pictures.length > 1;
  });
  assert.deepEqual(ann.pictures[0], frame);
  assert.equal(heard, 0);
  socket.end();
  await until("they hung up", () => reasonOf(ann) === "they-hung-up");
  camera.close();
});

test("whoever pickles something else than a picture is cut off, and it is said what it was", async () => {
  const [ann, camera] = await Promise.all([makeParty("ann"), sender()]);
  const address = { host: "127.0.0.1", port: camera.port, dialect: "pickle" } as const;
  ann.phone.dial({ name: "camera", address });
  const socket = await camera.came;
  socket.on("error", () => undefined);
  await at(ann, "live");
  const evil = Buffer.from("\x80\x02cos\nsystem\nX\x02\0\0\0id\x85R.", "latin1");
  const length = Buffer.alloc(8);
  length.writeUInt32LE(evil.length);
  socket.write(Buffer.concat([length, evil]));
  await until("cut off", () => reasonOf(ann) === "protocol");
  const { state } = ann.phone;
  assert.ok(state.at === "idle" && state.last?.detail.includes("wants to run os.system"));
  camera.close();
});

test("whoever only watches gets our camera, as wide as the first of these programs had it", async () => {
  const bob = await makeParty("bob", { autoAnswer: true }, "pickle");
  const watcher = connect(bob.target.address);
  const chunks: Uint8Array[] = [];
  watcher.on("data", (bytes) => chunks.push(bytes));
  await at(bob, "live");
  assert.equal(bob.phone.media.wanted?.width, 320);
  await until("a whole message", () => {
    bob.phone.media.show(picture(9));
    const got = Buffer.concat(chunks);
    return got.length > 8 && got.length >= 8 + got.readUInt32LE(0);
  });
  const expected = Buffer.concat(pickleFrame(picture(9)));
  assert.deepEqual(Buffer.concat(chunks).subarray(0, expected.length), expected);
  watcher.destroy();
  await at(bob, "idle");
});

test("who calls a native listener in a dialect is turned away, and offered", async () => {
  const ann = await makeParty("ann");
  const { host, port } = ann.target.address;
  const camera = connect(port, host);
  camera.on("error", () => undefined);
  for (const part of pickleFrame(small(1))) camera.write(part);
  await until("overheard", () => ann.phone.overheard !== undefined);
  await until("turned away", () => camera.closed);
  assert.deepEqual(ann.phone.overheard, { host: "127.0.0.1", port: 7887, dialect: "pickle" });
  assert.equal(ann.book.recent[0]?.name, "pickle://127.0.0.1");
  assert.equal(ann.book.recent[0]?.kind, "missed");
  const words = overheardWords(ann.phone.overheard, {
    listening: ann.target.address,
    shows: false,
  });
  const offer = `not encrypted - to let it in: tetatty watch --dialect pickle --listen ${host}:${port}`;
  assert.ok(words?.endsWith(offer), words);
  assert.equal(ann.phone.state.at, "idle");
});

test("silence is told, and puts nobody where one key dials them", async () => {
  const ann = await makeParty("ann");
  const { host, port } = ann.target.address;
  const silent = connect(port, host);
  silent.on("error", () => undefined);
  await until("overheard", () => ann.phone.overheard !== undefined);
  assert.equal(ann.phone.overheard?.dialect, "videostream");
  assert.deepEqual(ann.book.recent, []);
  silent.destroy();
});

test("what is offered is what lets them in where they called", () => {
  const mute = { host: "203.0.113.9", port: 7887, dialect: "videostream" } as const;
  const listening = { host: "::", port: 7888 };
  const offers = [false, true].map((shows) => overheardWords(mute, { listening, shows }));
  assert.match(offers[0] ?? "", /: tetatty --dialect videostream --listen 7888$/);
  assert.match(offers[1] ?? "", /: tetatty show --dialect pickle --listen 7888$/);
});

test("with --only-known nobody is offered who has no key", async () => {
  const ann = await makeParty("ann", { onlyKnown: true });
  const { host, port } = ann.target.address;
  const camera = connect(port, host);
  camera.on("error", () => undefined);
  for (const part of pickleFrame(small(1))) camera.write(part);
  await until("turned away", () => camera.closed);
  assert.deepEqual([ann.phone.overheard, ann.book.recent], [undefined, []]);
});

test("a native call to a camera that pickles says what seems to be spoken there", async () => {
  const [ann, camera] = await Promise.all([makeParty("ann"), sender()]);
  ann.phone.dial({ name: "camera", address: { host: "127.0.0.1", port: camera.port } });
  const socket = await camera.came;
  socket.on("error", () => undefined);
  for (const part of pickleFrame(small(1))) socket.write(part);
  await until("refused", () => reasonOf(ann) === "unreachable");
  const { state } = ann.phone;
  assert.ok(state.at === "idle");
  assert.match(
    state.last?.detail ?? "",
    /seems to speak pickle, which is not encrypted - tetatty watch pickle:\S+$/,
  );
  camera.close();
});

test("a native call to a VideoStream that waits says so, and does not call it again", async () => {
  // As it does: one call, four bytes, and its end when the answer is not "done".
  const server = createServer((socket) => {
    server.close();
    socket.on("error", () => undefined).write("done");
    socket.once("data", () => socket.resetAndDestroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  const ann = await makeParty("ann");
  ann.phone.dial({ name: "program", address: { host: "127.0.0.1", port } });
  await until("refused", () => reasonOf(ann) === "unreachable");
  const { state } = ann.phone;
  assert.ok(state.at === "idle");
  const detail = state.last?.detail ?? "";
  assert.ok(detail.endsWith(`tetatty call videostream://127.0.0.1:${port}`), detail);
});

test("what is not encrypted says so where it rings, in the list, and as long as it lasts", async () => {
  const bob = await makeParty("bob", {}, "videostream");
  const ann = await makeParty("ann");
  ann.phone.dial(bob.target);
  await at(bob, "ringing");
  const { state } = bob.phone;
  assert.ok(state.at === "ringing");
  assert.match(proofWords(state.party).join(), /not encrypted.*nobody can tell who this is/);
  const { listening } = ann.phone;
  assert.equal(opennessWords({ call: { at: "idle" }, listening }), undefined);
  assert.equal(
    opennessWords({ call: { at: "idle" }, listening: bob.phone.listening }),
    "NOT ENCRYPTED",
  );
  assert.equal(opennessWords({ call: state, listening: undefined }), "NOT ENCRYPTED");
  bob.phone.answer();
  await at(ann, "live");
  assert.equal(opennessWords({ call: ann.phone.state, listening }), "NOT ENCRYPTED");
  assert.equal(
    listeningWords({ host: "::", port: 9999, dialect: "pickle" }),
    "listening for pickle on port 9999",
  );
  const saved = [bob.target, { ...ann.target, name: "ann" }];
  const book = { saved, recent: [] } as unknown as Scene["book"];
  const scene = { book, call: { at: "idle" }, now: 0, keys: [] };
  const { state: call } = ann.phone;
  const [current] = peerRows({ ...scene, call } as unknown as Scene);
  assert.match(`${current?.note} / ${current?.brief}`, /^unencrypted (\d\d:\d\d) \/ \1$/);
  const [line = []] = peerLines([current!], 0, { cols: 21, rows: 1 });
  assert.match(line.map(({ text }) => text).join(""), /^▌● bob! +\d\d:\d\d $/);
  const notes = peerRows(scene as unknown as Scene).map(({ name, note }) => [name, note]);
  assert.deepEqual(notes, [
    ["bob", "unencrypted"],
    ["ann", ""],
  ]);
});

test("in a dialect nobody can write or speak, and it is said why", async () => {
  const [ann] = await inCall("videostream");
  const means = { call: ann.phone.state, camera: true, watches: false };
  assert.match(refusalOf({ type: "say", text: "hello" }, means) ?? "", /^no chat: videostream/);
  assert.match(refusalOf({ type: "toggle-mute" }, means) ?? "", /^no sound/);
  assert.equal(refusalOf({ type: "toggle-video" }, means), undefined);
  assert.match(
    refusalOf({ type: "toggle-video" }, { ...means, camera: false }) ?? "",
    /^no camera/,
  );
  assert.equal(refusalOf({ type: "say", text: "" }, { ...means, call: { at: "idle" } }), undefined);
});
