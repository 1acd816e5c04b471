/** What strangers send in the dialects of the tutorials: pickles, and digits between pixels. */
import assert from "node:assert/strict";
import { BYTES_PER_PIXEL } from "../../src/frame/frame.js";
import { lengthOf, PickleMessages } from "../../src/wire/pickle/messages.js";
import { readPickle } from "../../src/wire/pickle/picture.js";
import { pickleFrame } from "../../src/wire/pickle/write.js";
import {
  encodeLoosePicture,
  encodePicture,
  encodeSize,
} from "../../src/wire/videostream/header.js";
import { VideostreamReader } from "../../src/wire/videostream/reader.js";
import { NONE, PICTURES, REFUSED } from "../wire/pickles.js";
import { cutAt, somePicture } from "../wire/samples.js";
import { mutate } from "./mutate.js";
import type { Roll } from "./roll.js";
import type { Target } from "./target.js";

const PICKLES = [...PICTURES, ...REFUSED].map(({ pickle }) => pickle);
/** Characters that a terminal obeys, or that reorder or hide what stands beside them. */
const UNFIT = /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u200b]/u;

function somePickle(roll: Roll): Uint8Array {
  const [width, height] = [1 + roll.below(20), 1 + roll.below(20)];
  const written = Buffer.concat(pickleFrame(somePicture(width, height))).subarray(8);
  return roll.chance(0.3) ? written : roll.of(PICKLES);
}

/** The first word of what became of a pickle: `picture`, or how its refusal begins. */
function outcomeOf(pickle: Uint8Array): string {
  const read = readPickle(pickle);
  if ("refused" in read) {
    assert.doesNotMatch(read.refused, UNFIT);
    assert.ok(read.refused.length < 200, "a refusal as long as its cause");
    return read.refused.split(" ")[0] as string;
  }
  if (read.is !== "picture") return read.is;
  const { width, height, pixels } = read.frame;
  assert.equal(pixels.length, width * height * BYTES_PER_PIXEL);
  return "picture";
}

const pickle: Target = {
  name: "pickle",
  weight: 15,
  outcomes: ["picture", "wants", "uses", "ends", "calls", "has", "is", "takes", "goes", "recalls"],
  make: (roll) => mutate(somePickle(roll), roll, roll.of(PICKLES)),
  run: outcomeOf,
};

function messagesIn(chunks: Iterable<Uint8Array>): { reader: PickleMessages; got: Uint8Array[] } {
  const reader = new PickleMessages();
  const got: Uint8Array[] = [];
  for (const chunk of chunks) got.push(...reader.push(chunk));
  return { reader, got };
}

const messages: Target = {
  name: "pickle stream",
  weight: 10,
  outcomes: ["begins", "waits", "whole"],
  make(roll) {
    const isNarrow = roll.chance(0.3);
    const parts = Array.from({ length: 1 + roll.below(3) }, () => {
      const message = roll.chance(0.2) ? NONE : somePickle(roll);
      return [lengthOf(message.length).subarray(0, isNarrow ? 4 : 8), message];
    });
    const bytes = Buffer.concat(parts.flat());
    return roll.chance(0.7) ? mutate(bytes, roll) : bytes;
  },
  run(input) {
    const whole = messagesIn([input]);
    const cut = messagesIn(cutAt(input, [1, 5, 9, input.length >> 1]));
    assert.deepEqual(cut.got, whole.got, "the cut makes a difference");
    assert.deepEqual(cut.reader.fault, whole.reader.fault);
    for (const message of whole.got) outcomeOf(message);
    if (whole.reader.fault) return "begins";
    return whole.reader.begun ? "waits" : "whole";
  },
};

function heardIn(chunks: Iterable<Uint8Array>): { reader: VideostreamReader; types: string } {
  const reader = new VideostreamReader();
  const heard = Array.from(chunks, (chunk) => [...reader.push(chunk)]).flat();
  for (const each of heard) {
    if (each.type !== "picture") continue;
    const { width, height, pixels } = each.frame;
    assert.equal(pixels.length, width * height * BYTES_PER_PIXEL);
  }
  return { reader, types: heard.map(({ type }) => type).join() };
}

const videostream: Target = {
  name: "videostream",
  weight: 10,
  outcomes: ["bad-greeting", "bad-size", "bad-count", "waits", "sound"],
  make(roll) {
    const frame = somePicture(1 + roll.below(20), 1 + roll.below(20));
    const isLoose = roll.chance(0.3);
    const encode = isLoose ? encodeLoosePicture : encodePicture;
    const pictures = Array.from({ length: roll.below(4) }, () => encode(frame));
    const size = encodeSize(isLoose ? { ...frame, height: undefined } : frame);
    const parts = [Buffer.from("done"), size, ...pictures];
    if (roll.chance(0.2)) return Buffer.concat(parts);
    // Letters are few among pixels: most of what goes wrong, goes wrong at the beginning of a part.
    const at = roll.chance(0.5) ? roll.below(parts.length) : parts.length - 1;
    const part = parts[at] as Uint8Array;
    const head = roll.chance(0.8) ? 4 : part.length;
    parts[at] = Buffer.concat([mutate(part.subarray(0, head), roll), part.subarray(head)]);
    return Buffer.concat(parts);
  },
  run(input) {
    const whole = heardIn([input]);
    const cut = heardIn(cutAt(input, [2, 5, 11, 13, input.length >> 1]));
    assert.equal(cut.types, whole.types, "the cut makes a difference");
    assert.deepEqual(cut.reader.fault, whole.reader.fault);
    const { fault, begun } = whole.reader;
    return fault?.kind ?? (begun ? "waits" : "sound");
  },
};

export const DIALECT_TARGETS: readonly Target[] = [pickle, messages, videostream];
