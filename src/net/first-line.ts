import type { Readable } from "node:stream";

/**
 * Reads lines off `stream` until `isIt` takes one, and resolves to it; what follows it stays in the stream.
 *
 * @returns undefined when the stream ends first, or brings more than `limit` bytes.
 */
export async function takeLine(
  stream: Readable,
  isIt: (line: string) => boolean,
  limit: number,
): Promise<string | undefined> {
  let rest = Buffer.alloc(0);
  for (let read = 0; read <= limit;) {
    const end = rest.indexOf("\n");
    if (end < 0) {
      const chunk = await nextChunk(stream);
      if (!chunk) return undefined;
      read += chunk.length;
      rest = Buffer.concat([rest, chunk]);
      continue;
    }
    const line = rest.toString("utf8", 0, end).replace(/\r$/, "");
    rest = rest.subarray(end + 1);
    if (!isIt(line)) continue;
    if (rest.length > 0) stream.unshift(rest);
    return line;
  }
  return undefined;
}

/** Undefined at the end, however it came. */
async function nextChunk(stream: Readable): Promise<Buffer | undefined> {
  for (;;) {
    const chunk = stream.read() as Buffer | null;
    if (chunk) return chunk;
    if (stream.readableEnded || stream.destroyed) return undefined;
    await new Promise<void>((resolve) => {
      const events = ["readable", "end", "close"];
      const wake = (): void => {
        for (const event of events) stream.off(event, wake);
        resolve();
      };
      for (const event of events) stream.once(event, wake);
    });
  }
}
