import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MAX_OPUS_PACKET, OpusDecoder, OpusEncoder } from "../../src/dsp/opus.js";
import { FRAME, RATE } from "../../src/voice/sound.js";
import { babble, likeness, loudness } from "../voice/babble.js";

/** Samples by which Opus is late: 2.5 ms of overlap and 4 ms of look-ahead. */
const LATE = 6.5 * (RATE / 1000);

const frames = (sound: Int16Array): readonly Int16Array[] =>
  Array.from({ length: Math.floor(sound.length / FRAME) }, (_, n) =>
    sound.subarray(n * FRAME, (n + 1) * FRAME),
  );

const joined = (parts: readonly Int16Array[]): Int16Array =>
  Int16Array.from(parts.flatMap((part) => [...part]));

test("speech comes back as it was, six and a half milliseconds later, for 24 kbit/s at most", async () => {
  using encoder = await OpusEncoder.open();
  using decoder = await OpusDecoder.open();
  const said = babble(6);
  const packets = frames(said).map((frame) => encoder.encode(frame).data);
  const heard = joined(packets.map((packet) => decoder.decode(packet) as Int16Array));
  const { lag, correlation } = likeness(said, heard, 700);
  assert.ok(Math.abs(lag - LATE) <= 5, `${lag} samples late`);
  assert.ok(correlation > 0.93, `likeness ${correlation}`);
  const bytes = packets.reduce((sum, packet) => sum + packet.length, 0);
  assert.ok((bytes * 8) / 6 < 24_000, `${(bytes * 8) / 6} bit/s`);
});

test("silence need hardly be sent, and goes on as silence", async () => {
  using encoder = await OpusEncoder.open();
  using decoder = await OpusDecoder.open();
  for (const frame of frames(babble(1))) decoder.decode(encoder.encode(frame).data);
  const silence = frames(new Int16Array(3 * RATE)).map((frame) => encoder.encode(frame));
  const sent = silence.filter(({ unsaid }) => !unsaid);
  assert.ok(sent.length < 20, `${sent.length} of ${silence.length} sent`);
  for (const { data } of sent) decoder.decode(data);
  assert.ok(loudness(decoder.conceal(480)) < -70);
});

test("what the next packet repeats of a lost one is nearer to it than a guess", async () => {
  const said = babble(6, 3);
  const heardWith = async (fec: boolean): Promise<number> => {
    using encoder = await OpusEncoder.open();
    using decoder = await OpusDecoder.open();
    const packets = frames(said).map((frame) => encoder.encode(frame).data);
    const heard = packets.map((packet, n) => {
      if (n % 10 !== 5) return decoder.decode(packet) as Int16Array;
      const next = packets[n + 1];
      return (fec && next && decoder.recover(next)) || decoder.conceal(FRAME);
    });
    return likeness(said, joined(heard), 400).correlation;
  };
  const [repeated, guessed] = [await heardWith(true), await heardWith(false)];
  assert.ok(repeated > guessed + 0.01, `${repeated} repeated, ${guessed} guessed`);
});

test("bytes of a stranger make a frame or nothing, and spoil nothing", async () => {
  using encoder = await OpusEncoder.open();
  using decoder = await OpusDecoder.open();
  const good = frames(babble(1)).map((frame) => encoder.encode(frame).data);
  const nearlyGood = fc
    .tuple(fc.nat(good.length - 1), fc.nat(200), fc.nat(255), fc.nat(200))
    .map(([which, at, value, cut]) => {
      const bytes = (good[which] as Uint8Array).slice();
      bytes[at % bytes.length] = value;
      return cut < 20 ? bytes.subarray(0, cut) : bytes;
    });
  const met = { speech: 0, nothing: 0 };
  fc.assert(
    fc.property(
      fc.oneof(nearlyGood, fc.uint8Array({ maxLength: 1400 })),
      fc.boolean(),
      (bytes, fec) => {
        const speech = fec ? decoder.recover(bytes) : decoder.decode(bytes);
        assert.ok(speech === undefined || speech.length === FRAME);
        met[speech ? "speech" : "nothing"]++;
      },
    ),
    { seed: 21, numRuns: 3000 },
  );
  assert.ok(met.speech > 300 && met.nothing > 300, JSON.stringify(met));
  assert.equal(decoder.decode(good[5] as Uint8Array)?.length, FRAME);
});

/** Its first byte says how long it is, 10, 20, 40 or 60 ms: RFC 6716, 3.1. */
const silk = (config: number): Uint8Array => Uint8Array.of(config << 3, 0, 0, 0, 0);

test("nothing, too much, and frames of other lengths are refused", async () => {
  using decoder = await OpusDecoder.open();
  assert.equal(decoder.decode(new Uint8Array(0)), undefined);
  assert.equal(decoder.decode(new Uint8Array(MAX_OPUS_PACKET + 1)), undefined);
  assert.deepEqual(
    [0, 1, 2, 3].map((config) => decoder.decode(silk(config))?.length),
    [undefined, FRAME, undefined, undefined],
  );
});
