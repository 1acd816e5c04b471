import assert from "node:assert/strict";
import { Writable } from "node:stream";
import { test } from "node:test";
import { PictureReader } from "../../src/camera/picture-pipe.js";
import { PictureWriter } from "../../src/camera/picture-writer.js";

/** A pipe that takes what it is given only when told to. */
class SlowPipe extends Writable {
  readonly taken: Uint8Array[] = [];
  #done: (() => void) | undefined;

  override _writev(chunks: { readonly chunk: Uint8Array }[], done: () => void): void {
    this.taken.push(...chunks.map(({ chunk }) => chunk));
    this.#done = done;
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this._writev([{ chunk }], done);
  }

  async take(): Promise<void> {
    this.#done?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("a full pipe holds one picture back, and the newest wins", async () => {
  const pipe = new SlowPipe();
  const writer = new PictureWriter(pipe);
  const native = { width: 9, height: 9 };
  for (let n = 0; n < 5; n++) {
    const header = { width: 1, height: 1, native, capturedAt: n };
    writer.put(header, Uint8Array.of(n, n, n));
  }
  assert.equal(pipe.writableLength, 47, "one header and one pixel are under way");
  await pipe.take();
  await pipe.take();
  const stamps: number[] = [];
  const reader = new PictureReader({
    opened: () => assert.fail("nothing was opened"),
    picture: ({ capturedAt, pixels }) => {
      assert.equal(pixels[0], capturedAt);
      stamps.push(capturedAt);
    },
  });
  for (const chunk of pipe.taken) assert.ok(reader.push(chunk));
  assert.deepEqual(stamps, [0, 4]);
});
