import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  encodeCommand,
  encodePacket,
  type Packet,
  PacketReader,
} from "../../../src/sound/pulse/packets.js";
import { NONE } from "../../../src/sound/pulse/tagstruct.js";

const read = (chunks: readonly Uint8Array[]): Packet[] => {
  const reader = new PacketReader();
  return chunks.flatMap((chunk) =>
    Array.from(reader.push(chunk), ({ channel, body }) => ({
      channel,
      body: Uint8Array.from(body),
    })),
  );
};

test("packets come out as they went in, wherever the stream is cut", () => {
  const packet = fc.record({
    channel: fc.constantFrom(NONE, 0, 7),
    body: fc.uint8Array({ maxLength: 60 }),
  });
  fc.assert(
    fc.property(fc.array(packet, { maxLength: 8 }), fc.infiniteStream(fc.nat(50)), (all, cuts) => {
      const stream = Buffer.concat(all.map(({ channel, body }) => encodePacket(channel, body)));
      const chunks: Uint8Array[] = [];
      for (let at = 0; at < stream.length;) {
        const length = 1 + (cuts.next().value as number);
        chunks.push(stream.subarray(at, at + length));
        at += length;
      }
      assert.deepEqual(
        read(chunks),
        all.map(({ channel, body }) => ({ channel, body: Uint8Array.from(body) })),
      );
    }),
    { numRuns: 500 },
  );
});

test("a command stands on no channel", () => {
  assert.equal(read([encodeCommand(Uint8Array.of(1))])[0]?.channel, NONE);
});

test("a body of 4 GB is refused before there is room for it", () => {
  const header = Buffer.alloc(20, 0xff);
  assert.throws(() => read([header]), RangeError);
});
