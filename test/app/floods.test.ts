import assert from "node:assert/strict";
import { after, test } from "node:test";
import { makeFrame } from "../../src/frame/frame.js";
import { encodeMessage } from "../../src/wire/message.js";
import { encodePicture, rawPicture } from "../../src/wire/picture.js";
import { encodeSound } from "../../src/wire/sound.js";
import { at, closeAll, makeParty, picture, Puppet, reasonOf } from "../rig/parties.js";
import { until } from "../rig/until.js";

after(closeAll);

const FLOODS: readonly (readonly [string, (puppet: Puppet) => void])[] = [
  [
    "words",
    (puppet) => {
      const wants = [
        { width: 1280, height: 720, fps: 30 },
        { width: 0, height: 0, fps: 30 },
      ];
      const records = wants.map((want) => encodeMessage({ type: "want", want }));
      puppet.socket.write(Buffer.concat(Array.from({ length: 30_000 }, (_, n) => records[n % 2]!)));
    },
  ],
  [
    "pings",
    (puppet) => {
      const ping = encodeMessage({ type: "ping", sent: 1 });
      puppet.socket.write(Buffer.concat(Array.from({ length: 10_000 }, () => ping)));
    },
  ],
  [
    "sound",
    (puppet) => {
      const sound = { type: "sound", capturedAt: 0, begins: false, ends: false } as const;
      const data = new Uint8Array(0);
      const records = Array.from({ length: 2000 }, (_, sequence) =>
        encodeSound({ ...sound, sequence, data }),
      );
      puppet.socket.write(Buffer.concat(records));
    },
  ],
  [
    "too many pictures",
    (puppet) => {
      const records = Array.from({ length: 240 }, (_, n) => [
        ...encodePicture(rawPicture(picture(n)), n, 3),
      ]);
      puppet.socket.write(Buffer.concat(records.flat()));
    },
  ],
  [
    "pictures too large",
    (puppet) => {
      const large = makeFrame(200, 100, new Uint8Array(200 * 100 * 3), 0);
      puppet.socket.write(Buffer.concat([...encodePicture(rawPicture(large), 0, 4)]));
    },
  ],
];

for (const [what, flood] of FLOODS)
  test(`a peer that sends ${what} is hung up on, and the next call works`, async () => {
    const ann = await makeParty("ann", { autoAnswer: true });
    const puppet = new Puppet(ann.target);
    await puppet.enter(ann);
    flood(puppet);
    await at(ann, "idle");
    assert.equal(reasonOf(ann), "protocol");
    const bob = await makeParty("bob");
    bob.phone.dial(ann.target);
    await Promise.all([at(ann, "live"), at(bob, "live")]);
  });

test("a stranger who shows pictures without a call is let go of", async () => {
  const ann = await makeParty("ann");
  const puppet = new Puppet(ann.target);
  puppet.hello();
  puppet.socket.write(Buffer.concat([...encodePicture(rawPicture(picture(1)), 0, 3)]));
  await until("cut off", () => puppet.closed);
  assert.equal(ann.pictures.length, 0);
});

test("silent ones by the dozen do not keep out the one who speaks", async () => {
  const ann = await makeParty("ann", { autoAnswer: true });
  const crowd = Array.from({ length: 100 }, () => new Puppet(ann.target));
  const bob = await makeParty("bob");
  bob.phone.dial(ann.target);
  await Promise.all([at(ann, "live"), at(bob, "live")]);
  await until("the others are shown out", () => crowd.every(({ closed }) => closed));
});

test("who rings all the time is not heard, and not written down", async () => {
  const ann = await makeParty("ann");
  for (let n = 0; n < 70; n++) {
    const puppet = new Puppet(ann.target);
    puppet.hello();
    puppet.say("invite");
    await until("an answer", () => puppet.words().length > 0 || puppet.closed);
    puppet.socket.destroy();
    await until("over", () => ann.phone.state.at === "idle");
  }
  const { length } = ann.book.recent;
  assert.ok(length > 40 && length < 70, `${length} noted`);
});

test("who says hello and then wants nothing is let go of", async () => {
  const ann = await makeParty("ann");
  const puppet = new Puppet(ann.target);
  puppet.hello();
  await until("let go of", () => puppet.closed);
  assert.ok(puppet.heard.some(({ type }) => type === "bye"));
});
