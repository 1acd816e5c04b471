/**
 * A bad line between two programs on this machine: a relay on loopback that
 * passes so many bits a second each way, each a while later, and whose queue
 * holds what a router's would. What a program sends stays in that queue, as
 * it would on a real path: nothing tells the sender but time. It can break,
 * as when a router is switched off, or fall silent, as when a cable is pulled.
 */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";

export interface Line {
  /** Bits a second each way. */
  bits: number;
  /** Milliseconds each way. */
  readonly delay: number;
}

/** Bytes that the queue holds before the sender is slowed: half a second of a slow line, less of a fast one. */
const QUEUE = 64 * 1024;
/** Packets of the size that networks carry. */
const PACKET = 1448;

/** In the place of a packet: nothing follows. */
const END = Symbol("end");

/** A line to `target`, an address as `host:port`. */
export async function shapedRelay(target: string, line: Line): Promise<ShapedRelay> {
  const relay = new ShapedRelay(target, line);
  await relay.mend();
  return relay;
}

export class ShapedRelay implements AsyncDisposable {
  /** May be changed at any time. */
  readonly line: Line;
  readonly #target: string;
  readonly #sockets = new Set<Socket>();
  #server: Server | undefined;
  #port = 0;
  #frozen = false;
  /** What has to wait for the thaw. */
  readonly #later = new Set<() => void>();

  constructor(target: string, line: Line) {
    this.#target = target;
    this.line = line;
  }

  get address(): string {
    return `127.0.0.1:${this.#port}`;
  }

  /** Breaks every connection, and refuses new ones. */
  cut(): void {
    this.#server?.close();
    this.#server = undefined;
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  /** Takes connections again, at the same address. */
  async mend(): Promise<void> {
    this.#server = createServer({ allowHalfOpen: true }, (near) => {
      this.#sockets.add(near.on("error", () => undefined));
      this.#onceThawed(() => this.#join(near));
    }).listen(this.#port, "127.0.0.1");
    await once(this.#server, "listening");
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** From now on nothing passes, neither bytes nor the ends of connections; nobody is told. */
  freeze(): void {
    this.#frozen = true;
  }

  /** Everything that waited passes. */
  thaw(): void {
    this.#frozen = false;
    const waited = [...this.#later];
    this.#later.clear();
    for (const pass of waited) pass();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
  }

  #onceThawed(pass: () => void): void {
    if (this.#frozen) this.#later.add(pass);
    else pass();
  }

  #join(near: Socket): void {
    if (near.destroyed) return;
    const [host, port] = this.#target.split(":") as [string, string];
    const far = connect({ port: Number(port), host, allowHalfOpen: true });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.#sockets.add(from);
      from.setNoDelay(true);
      from.on("error", () => undefined);
      from.on("close", () => this.#sockets.delete(from));
      this.#pipe(from, to);
    }
  }

  /** Passes what comes from one socket on to the other, as slowly and as late as the line says. */
  #pipe(from: Socket, to: Socket): void {
    const packets: (Buffer | typeof END)[] = [];
    let queued = 0;
    let busy = false;
    /** When the line has finished with what it was given. */
    let freeAt = 0;
    const serve = (): void => {
      if (this.#frozen) return void this.#later.add(serve);
      const packet = busy ? undefined : packets.shift();
      if (!packet) return;
      // The end comes after everything that was said before it.
      if (packet === END)
        return void setTimeout(() => this.#onceThawed(() => to.end()), this.line.delay);
      busy = true;
      const now = performance.now();
      freeAt = Math.max(now, freeAt) + (packet.length * 8000) / this.line.bits;
      setTimeout(() => {
        busy = false;
        queued -= packet.length;
        if (queued <= QUEUE) from.resume();
        setTimeout(() => this.#onceThawed(() => to.write(packet)), this.line.delay);
        serve();
      }, freeAt - now);
    };
    from.on("data", (chunk: Buffer) => {
      for (let at = 0; at < chunk.length; at += PACKET)
        packets.push(chunk.subarray(at, at + PACKET));
      queued += chunk.length;
      if (queued > QUEUE) from.pause();
      serve();
    });
    const end = (): void => {
      packets.push(END);
      serve();
    };
    from.on("end", end).on("close", end);
  }
}
