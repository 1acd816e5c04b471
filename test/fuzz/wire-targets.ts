/** What strangers send on a link: records, the hello's JSON, words, pictures. */
import assert from "node:assert/strict";
import { BYTES_PER_PIXEL } from "../../src/frame/frame.js";
import { decodeHello } from "../../src/wire/hello.js";
import type { Incoming } from "../../src/wire/inbox.js";
import { CODED_SLACK, MAX_HELLO, MAX_NAME } from "../../src/wire/limits.js";
import { encodeMessage, VERBS } from "../../src/wire/message.js";
import { CODECS, encodePicture, segmentCount } from "../../src/wire/picture.js";
import { emptyRecord, isFault, RECORD_HEADER_BYTES, TYPE } from "../../src/wire/record.js";
import { graphemes } from "../../src/util/text.js";
import { encodeSound } from "../../src/wire/sound.js";
import { cutAt, FAULT_KINDS, HELLO, payloadOf, PING, read, stream } from "../wire/samples.js";
import { mutate, mutateJson } from "./mutate.js";
import { Roll } from "./roll.js";
import type { Target } from "./target.js";

const ID = "0123456789abcdef".repeat(2);
/** Characters that a terminal obeys, or that reorder or hide what stands beside them. */
const UNFIT = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u200b]/u;

const WORDS: readonly Uint8Array[] = [
  PING,
  ...VERBS.map((verb) => encodeMessage({ type: "call", verb, call: ID })),
  encodeMessage({ type: "ack", bytes: 43_410 }),
  encodeMessage({ type: "pong", sent: 7, seen: 2 ** 50 }),
  encodeMessage({ type: "want", want: { width: 320, height: 180, fps: 15 } }),
  encodeMessage({ type: "camera", on: false }),
  encodeMessage({ type: "microphone", on: true }),
  encodeMessage({ type: "datagrams", port: 7888 }),
  encodeSound({
    type: "sound",
    sequence: 7,
    capturedAt: 1500.25,
    begins: true,
    ends: false,
    data: new Uint8Array(60).fill(9),
  }),
  encodeMessage({ type: "bye", reason: "goodbye \u{1f44b}" }),
];

function somePicture(roll: Roll): readonly Uint8Array[] {
  const [width, height] = [1 + roll.below(48), 1 + roll.below(40)];
  const codec = roll.of(CODECS);
  const raw = width * height * BYTES_PER_PIXEL;
  const bytes = codec === "raw" ? raw : 1 + roll.below(raw + CODED_SLACK);
  const data = new Uint8Array(bytes).fill(roll.below(256));
  const picture = { width, height, codec, key: codec === "raw", data, capturedAt: 1500 };
  const segments = segmentCount(bytes, 1200 + roll.below(4000));
  return Array.from(encodePicture(picture, roll.below(100), segments));
}

/** A record whose payload is wrong and whose length is right, so that more than the length is looked at. */
function spoiled(record: Uint8Array, roll: Roll): Uint8Array {
  const payload = mutate(payloadOf(record), roll).subarray(0, 0xffff);
  const bytes = emptyRecord(TYPE.hello, payload.length);
  bytes[0] = record[0] as number;
  bytes.set(payload, RECORD_HEADER_BYTES);
  return bytes;
}

/** Spoils, drops, repeats or exchanges a record. */
function disturb(records: Uint8Array[], roll: Roll): void {
  const at = roll.below(records.length);
  const record = records[at] as Uint8Array;
  switch (roll.below(5)) {
    case 0:
      records.splice(at, 1);
      break;
    case 1:
      records.splice(roll.below(records.length), 0, record);
      break;
    case 2:
      records.push(...records.splice(at, 1));
      break;
    default:
      records[at] = spoiled(record, roll);
  }
}

function someTalk(roll: Roll): Uint8Array {
  const records = [HELLO];
  for (let left = 1 + roll.below(4); left > 0; left--)
    records.push(...(roll.chance(0.6) ? [roll.of(WORDS)] : somePicture(roll)));
  if (roll.chance(0.8)) disturb(records, roll);
  const bytes = stream(records);
  return roll.chance(0.4) ? mutate(bytes, roll) : bytes;
}

function checkIncoming(each: Incoming): void {
  if (each.type === "picture") {
    const { width, height, data, codec } = each.picture;
    const raw = width * height * BYTES_PER_PIXEL;
    assert.ok(codec === "raw" ? data.length === raw : data.length <= raw + CODED_SLACK);
  } else if (each.type === "hello") {
    assert.doesNotMatch(each.name + each.app, UNFIT);
  } else if (each.type === "bye") {
    assert.doesNotMatch(each.reason, UNFIT);
  }
}

const inbox: Target = {
  name: "inbox",
  weight: 50,
  outcomes: [...FAULT_KINDS, "sound"],
  make: someTalk,
  run(input) {
    const roll = new Roll(input.length);
    const whole = read([input]);
    const cut = read(
      cutAt(
        input,
        Array.from({ length: roll.below(12) }, () => roll.below(input.length + 1)),
      ),
    );
    assert.deepEqual(cut.inbox.fault, whole.inbox.fault, "the cut makes a difference");
    assert.equal(cut.got.length, whole.got.length, "the cut makes a difference");
    assert.equal(cut.inbox.pictureBytes, whole.inbox.pictureBytes);
    for (const each of whole.got) checkIncoming(each);
    const { fault } = whole.inbox;
    if (fault) assert.deepEqual([...whole.inbox.push(PING)], [], "a dead stream speaks");
    return fault?.kind ?? "sound";
  },
};

const HELLOS: readonly string[] = [
  Buffer.from(payloadOf(HELLO)).toString(),
  String.raw`{"name":"\ud83d\ude00\u202e\u001b[2J","id":"${ID}","app":"x","port":65535,"want":{"width":1280,"height":720,"fps":60},"codecs":[0,1,2,99,"2",null],"audio":[0,7,{}],"more":{"a":[[[[]]]]}}`,
  Buffer.from(payloadOf(HELLO)).toString().replace(/}$/, `,"audio":"opus"}`),
];

function someHello(roll: Roll): Uint8Array {
  const good = roll.of(HELLOS);
  const bytes = Buffer.from(roll.chance(0.8) ? mutateJson(good, roll) : good);
  return roll.chance(0.3) ? mutate(bytes, roll) : bytes;
}

const hello: Target = {
  name: "hello",
  weight: 20,
  outcomes: [
    "greets",
    "not a JSON object",
    "name or app is not text",
    "id is not 32 hex digits",
    "port is no port",
    "want is not a size within the limits",
    "audio is no list",
  ],
  make: (roll) => someHello(roll).subarray(0, MAX_HELLO),
  run(input) {
    const got = decodeHello(input);
    if (isFault(got)) return got.kind === "bad-hello" ? got.why : got.kind;
    assert.doesNotMatch(got.name + got.app, UNFIT);
    assert.ok(got.name !== "" && graphemes(got.name).length <= MAX_NAME);
    return "greets";
  },
};

export const WIRE_TARGETS: readonly Target[] = [inbox, hello];
