import assert from "node:assert/strict";
import { after, test } from "node:test";
import { clock } from "../../src/app/clock.js";
import { encodeSound } from "../../src/wire/sound.js";
import { FakeEngine } from "../fakes/engine.js";
import { at, closeAll, makeParty, type Party, Puppet } from "../rig/parties.js";
import { until } from "../rig/until.js";

after(closeAll);

const ON = { at: "on", device: "desk" } as const;

interface Speaker extends Party {
  readonly engine: FakeEngine;
}

async function speaker(name: string, autoAnswer = false): Promise<Speaker> {
  const engine = new FakeEngine();
  return { ...(await makeParty(name, { autoAnswer }, undefined, { engine })), engine };
}

async function talking(): Promise<[ann: Speaker, bob: Speaker]> {
  const [ann, bob] = [await speaker("ann"), await speaker("bob", true)];
  ann.phone.dial(bob.target);
  await Promise.all([at(ann, "live"), at(bob, "live")]);
  for (const { engine } of [ann, bob]) engine.turn({ microphone: ON });
  return [ann, bob];
}

const peerOf = ({ phone }: Speaker): string => phone.voice?.hearing.peer ?? "";

test("what one says reaches the other, in our own time, and only in the call", async () => {
  const [ann, bob] = await talking();
  ann.engine.say(7, { capturedAt: 1000, begins: true });
  await until("it is heard", () => bob.engine.heard.length > 0);
  const [heard] = bob.engine.heard;
  assert.deepEqual(heard?.data, Uint8Array.of(1, 2, 3));
  assert.deepEqual([heard.sequence, heard.begins, heard.ends], [7, true, false]);
  ann.phone.hangUp();
  await at(bob, "idle");
  assert.deepEqual([ann.engine.isOpen, bob.engine.isOpen], [false, false]);
});

test("devices are closed until somebody has answered", async () => {
  const [ann, bob] = [await speaker("ann"), await speaker("bob")];
  ann.phone.dial(bob.target);
  await at(bob, "ringing");
  assert.deepEqual([ann.engine.begun, bob.engine.begun], [0, 0]);
  assert.deepEqual([ann.engine.prepared, bob.engine.prepared], [true, true]);
  bob.phone.answer();
  await Promise.all([at(ann, "live"), at(bob, "live")]);
  assert.deepEqual([ann.engine.begun, bob.engine.begun], [1, 1]);
  assert.deepEqual([ann.engine.speaks, bob.engine.speaks], [true, true]);
});

test("nothing is said to be missing before the devices of a call were asked for", async () => {
  const [ann, bob] = [await speaker("ann"), await speaker("bob", true)];
  const status = () => ann.phone.voice?.hearing.report.microphone.at;
  // A picture may have the call looked at when it is live already, and its sound has not begun.
  assert.equal(status(), "opening");
  ann.phone.dial(bob.target);
  await Promise.all([at(ann, "live"), at(bob, "live")]);
  assert.equal(status(), "opening");
});

test("each knows whether the other can be heard", async () => {
  const [ann, bob] = await talking();
  await until("ann can be heard", () => peerOf(bob) === "heard");
  ann.phone.voice?.obey({ type: "toggle-mute" });
  assert.equal(ann.engine.speaks, false);
  await until("ann is muted", () => peerOf(bob) === "muted");
  ann.phone.voice?.obey({ type: "toggle-mute" });
  await until("ann is back", () => peerOf(bob) === "heard");
  ann.engine.turn({ microphone: { at: "off", reason: "unplugged" } });
  await until("ann has no microphone", () => peerOf(bob) === "muted");
});

test("a muted microphone sends nothing, whatever was still under way", async () => {
  const [ann, bob] = await talking();
  ann.phone.voice?.obey({ type: "toggle-mute" });
  ann.engine.say(1);
  ann.engine.say(2, { ends: true, data: new Uint8Array(0) });
  await until("the end is heard", () => bob.engine.heard.length > 0);
  assert.deepEqual(
    bob.engine.heard.map(({ sequence }) => sequence),
    [2],
  );
});

test("with push-to-talk nothing leaves until the key is held", async () => {
  const [ann, bob] = await talking();
  ann.phone.voice?.obey({ type: "push-to-talk" });
  assert.equal(ann.engine.speaks, false);
  await until("ann is silent", () => peerOf(bob) === "muted");
  ann.phone.voice?.obey({ type: "talk" });
  assert.equal(ann.engine.speaks, true);
  await until("the key is let go of", () => !ann.engine.speaks);
  await until("ann is silent again", () => peerOf(bob) === "muted");
});

test("volume keys change how loud the peer is, within reason", async () => {
  const [ann] = await talking();
  ann.phone.voice?.obey({ type: "quieter" });
  ann.phone.voice?.obey({ type: "quieter" });
  assert.ok(Math.abs(ann.engine.gain - 0.5) < 0.01);
  for (let n = 0; n < 30; n++) ann.phone.voice?.obey({ type: "louder" });
  assert.equal(ann.phone.voice?.hearing.volume, 12);
});

test("both ends seal datagrams with the same secret, and learn where to send them", async () => {
  const [ann, bob] = await talking();
  const [near, far] = [ann.engine.path, bob.engine.path];
  assert.ok(near && far);
  assert.deepEqual(near.secret, far.secret);
  assert.deepEqual([near.ours, far.ours, near.host], [true, false, "127.0.0.1"]);
  await until("ports are known", () => ann.engine.aimed === 4711 && bob.engine.aimed === 4711);
  const [other] = await talking();
  assert.notDeepEqual(other.engine.path?.secret, near.secret);
});

test("how late words are is told by one clock, also in a pause", async () => {
  const [ann, bob] = await talking();
  assert.equal(ann.phone.voice?.lag, undefined);
  await until("the clocks are aligned", () => {
    ann.engine.turn({ heard: { capturedAt: clock.now(), at: clock.now() + 80 } });
    return ann.phone.voice?.lag !== undefined;
  });
  // Both run on this machine's clock.
  assert.ok(Math.abs((ann.phone.voice?.lag ?? 0) - 80) < 30, `${ann.phone.voice?.lag} ms`);
  ann.engine.turn({ heard: undefined });
  assert.ok(ann.phone.voice?.lag);
  bob.phone.hangUp();
  await at(ann, "idle");
  assert.equal(ann.phone.voice?.lag, undefined);
});

test("a peer that knows no sound is sent none, and one that sends some unasked is not heard", async () => {
  const ann = await speaker("ann", true);
  const puppet = new Puppet(ann.target);
  await puppet.enter(ann);
  assert.deepEqual([peerOf(ann), ann.engine.begun], ["deaf", 0]);
  const sound = { type: "sound", sequence: 1, capturedAt: 0, begins: true, ends: false } as const;
  puppet.socket.write(encodeSound({ ...sound, data: Uint8Array.of(9) }));
  puppet.say("hang-up");
  await at(ann, "idle");
  assert.deepEqual(ann.engine.heard, []);
  assert.ok(!puppet.heard.some(({ type }) => type === "microphone" || type === "sound"));
});

test("sound before the call is live is not heard", async () => {
  const ann = await speaker("ann");
  const bob = new Puppet(ann.target);
  bob.hello("puppet");
  bob.say("invite");
  await at(ann, "ringing");
  const sound = { type: "sound", sequence: 1, capturedAt: 0, begins: true, ends: false } as const;
  bob.socket.write(encodeSound({ ...sound, data: Uint8Array.of(9) }));
  bob.say("hang-up");
  await at(ann, "idle");
  assert.deepEqual([ann.engine.heard, ann.engine.begun], [[], 0]);
});
