/**
 * A bad line between two programs on this machine: a relay on loopback that
 * passes so many bits a second each way, each a while later, and whose queue
 * holds what a router's would. What a program sends stays in that queue, as
 * it would on a real path: nothing tells the sender but time.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface Line {
  /** Bits a second each way. */
  bits: number;
  /** Milliseconds each way. */
  readonly delay: number;
}

export interface ShapedRelay extends AsyncDisposable {
  readonly address: string;
  /** May be changed at any time. */
  readonly line: Line;
}

/** Bytes that the queue holds before the sender is slowed: half a second of a slow line, less of a fast one. */
const QUEUE = 64 * 1024;

export async function shapedRelay(target: string, line: Line): Promise<ShapedRelay> {
  const [host, port] = target.split(":") as [string, string];
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(Number(port), host);
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from);
      from.setNoDelay(true);
      from.on("error", () => to.destroy());
      from.on("close", () => to.destroy());
      pipe(from, to, line);
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    line,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** Packets of the size that networks carry. */
const PACKET = 1448;

/** Passes what comes from one socket on to the other, as slowly and as late as the line says. */
function pipe(from: Socket, to: Socket, line: Line): void {
  const packets: Buffer[] = [];
  let queued = 0;
  let busy = false;
  /** When the line has finished with what it was given. */
  let freeAt = 0;
  const serve = (): void => {
    const packet = busy ? undefined : packets.shift();
    if (!packet) return;
    busy = true;
    const now = performance.now();
    freeAt = Math.max(now, freeAt) + (packet.length * 8000) / line.bits;
    setTimeout(() => {
      busy = false;
      queued -= packet.length;
      if (queued <= QUEUE) from.resume();
      setTimeout(() => to.write(packet), line.delay);
      serve();
    }, freeAt - now);
  };
  from.on("data", (chunk: Buffer) => {
    for (let at = 0; at < chunk.length; at += PACKET) packets.push(chunk.subarray(at, at + PACKET));
    queued += chunk.length;
    if (queued > QUEUE) from.pause();
    serve();
  });
}
