/** What strangers send as pictures: deflated differences, and JPEG. */
import assert from "node:assert/strict";
import { Deltas } from "../../src/codec/deltas.js";
import { decodeJpeg, encodeJpeg, jpegAvailable } from "../../src/codec/jpeg.js";
import { BYTES_PER_PIXEL } from "../../src/frame/frame.js";
import { jpegSize } from "../../src/wire/jpeg-size.js";
import { MAX_HEIGHT, MAX_WIDTH } from "../../src/wire/limits.js";
import { somePicture } from "../wire/samples.js";
import { mutate } from "./mutate.js";
import type { Roll } from "./roll.js";
import type { Target } from "./target.js";

/** Before the data of each picture of the deltas' target: width, height, key, and their length in two bytes. */
const HEADER_BYTES = 5;

function packed(width: number, height: number, key: boolean, data: Uint8Array): Uint8Array {
  const header = Uint8Array.of(width, height, key ? 1 : 0, data.length >> 8, data.length & 255);
  return Buffer.concat([header, data]);
}

const deltas: Target = {
  name: "deltas",
  weight: 15,
  outcomes: ["refused", "decoded"],
  make(roll) {
    const encoder = new Deltas();
    const [width, height] = [1 + roll.below(24), 1 + roll.below(24)];
    const spoilt = roll.below(4);
    const pictures = Array.from({ length: 1 + roll.below(3) }, (_, at) => {
      const { data, key } = encoder.encode(somePicture(width, height, at));
      const wrong = roll.chance(0.2) ? 1 + roll.below(24) : width;
      return packed(wrong, height, key, at === spoilt ? mutate(data, roll) : data);
    });
    return Buffer.concat(pictures);
  },
  run(input) {
    const decoder = new Deltas();
    let outcome = "refused";
    for (let rest = input; rest.length > HEADER_BYTES;) {
      const [width = 1, height = 1, key, high = 0, low = 0] = rest;
      const end = HEADER_BYTES + high * 256 + low;
      const data = rest.subarray(HEADER_BYTES, end);
      const pixels = decoder.decode({
        width,
        height,
        codec: "delta",
        key: key === 1,
        data,
        capturedAt: 0,
      });
      if (pixels) assert.equal(pixels.length, width * height * BYTES_PER_PIXEL);
      outcome = pixels ? "decoded" : "refused";
      rest = rest.subarray(end);
    }
    return outcome;
  },
};

/** JPEGs of every kind that the encoder makes. */
async function someJpegs(): Promise<readonly Uint8Array[]> {
  const sizes = [
    [16, 16, 80],
    [1, 1, 30],
    [33, 17, 95],
    [8, 64, 5],
  ] as const;
  const coded = sizes.map(async ([width, height, quality]) =>
    encodeJpeg(somePicture(width, height), quality),
  );
  return (await Promise.all(coded)).map(({ data }) => new Uint8Array(data));
}

function jpegTargets(good: readonly Uint8Array[]): readonly Target[] {
  const make = (roll: Roll): Uint8Array => mutate(roll.of(good), roll, roll.of(good));
  return [
    {
      name: "jpeg-size",
      weight: 20,
      outcomes: ["no size", "a size", "a huge size"],
      make,
      run(input) {
        const size = jpegSize(input);
        if (!size) return "no size";
        return size.width > MAX_WIDTH || size.height > MAX_HEIGHT ? "a huge size" : "a size";
      },
    },
    {
      name: "jpeg",
      weight: 1,
      outcomes: ["refused", "decoded"],
      make,
      async run(input) {
        // As a hostile head would claim it.
        const size = jpegSize(input);
        const width = Math.min(MAX_WIDTH, size?.width ?? 16);
        const height = Math.min(MAX_HEIGHT, size?.height ?? 16);
        const how = { codec: "jpeg", key: true, capturedAt: 0 } as const;
        const pixels = await decodeJpeg({ width, height, data: input, ...how });
        if (pixels) assert.equal(pixels.length, width * height * BYTES_PER_PIXEL);
        return pixels ? "decoded" : "refused";
      },
    },
  ];
}

/** Without sharp there is no JPEG to be read, by nobody. */
export async function codecTargets(): Promise<readonly Target[]> {
  return jpegAvailable() ? [deltas, ...jpegTargets(await someJpegs())] : [deltas];
}
