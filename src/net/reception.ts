/**
 * Where connections wait until their handshake begins.
 *
 * A connection costs next to nothing, a handshake a millisecond of processor,
 * and whoever floods us can open the next as soon as one has failed. So nobody
 * gets a handshake who has not said the whole first record of one, and only so
 * many begin a second: one address after the other, and of each the newest
 * first, for an honest caller has come just now and a crowd has been here. What
 * a crowd is not served, it cannot repeat.
 */
import type { Socket } from "node:net";
import { neighbourhoodOf } from "../call/admission.js";
import { Allowance } from "../call/allowance.js";

/** Connections that have not proven who they are yet. One more, and the oldest goes. */
const MAX_UNPROVEN_CALLERS = 1000;
/** Handshakes begun a second, and at once after a quiet time. */
const MAX_HANDSHAKES = 100;
const HANDSHAKE_BURST = 20;
/** First byte of a record that shakes hands, bytes of its head, and the most in it (RFC 8446, 5.1). */
const HANDSHAKE = 0x16;
const RECORD_HEAD = 5;
const MAX_RECORD = 2 ** 14;

/** Somebody who has not proven who they are. */
interface Unproven {
  readonly socket: Socket;
  /** Where they come from. */
  readonly from: string;
  /** Ends the connection when the handshake takes too long. */
  readonly timer: NodeJS.Timeout;
  /** Leaves what they have said so far in the socket, for whoever reads it next. */
  readonly release: () => void;
}

/** Told of who is sent away, and what they said; nothing, if they kept silent all the time there was. */
type TurnedAway = (socket: Socket, said: Uint8Array) => void;

export class Reception implements Disposable {
  readonly #timeout: number;
  readonly #shake: (socket: Socket) => void;
  readonly #turnedAway: TurnedAway;
  readonly #allowance = new Allowance(MAX_HANDSHAKES, HANDSHAKE_BURST);
  /** Oldest first, by {@link endsOf}: the two ends are all that a channel and its socket have in common. */
  readonly #unproven = new Map<string, Unproven>();
  /** Those whose handshake may begin, by where they come from: whose turn it is first, newest last. */
  readonly #ready = new Map<string, Unproven[]>();
  /** Until the next may begin. */
  #pause: Disposable | undefined;

  /** `shake`: begins the handshake. `timeout`: milliseconds until it must be over, from the connection on. */
  constructor(
    timeout: number,
    shake: (socket: Socket) => void,
    turnedAway: TurnedAway = () => undefined,
  ) {
    this.#timeout = timeout;
    this.#shake = shake;
    this.#turnedAway = turnedAway;
  }

  /** Takes over a connection that has just been made. */
  receive(socket: Socket): void {
    // The timer of `tls.Server` starts over with each byte; this one does not.
    const timer = setTimeout(() => {
      if (socket.bytesRead === 0) this.#turnedAway(socket, new Uint8Array(0));
      socket.destroy();
    }, this.#timeout);
    const ends = endsOf(socket);
    const from = neighbourhoodOf(socket.remoteAddress ?? "");
    const release = listenForHello(socket, {
      whole: () => this.#isReady(guest),
      other: (said) => {
        this.#turnedAway(socket, said);
        socket.destroy();
      },
    });
    const guest: Unproven = { socket, from, timer, release };
    socket.on("error", () => undefined);
    socket.once("close", () => this.#forget(ends, guest));
    this.#unproven.set(ends, guest);
    if (this.#unproven.size <= MAX_UNPROVEN_CALLERS) return;
    for (const oldest of this.#unproven.values()) return void oldest.socket.destroy();
  }

  /** The handshake on the connection with these {@link endsOf} is over. */
  proven(ends: string): void {
    clearTimeout(this.#unproven.get(ends)?.timer);
    this.#unproven.delete(ends);
  }

  [Symbol.dispose](): void {
    this.#pause?.[Symbol.dispose]();
    for (const { socket } of this.#unproven.values()) socket.destroy();
  }

  #isReady(guest: Unproven): void {
    const waiting = this.#ready.get(guest.from);
    if (waiting) waiting.push(guest);
    else this.#ready.set(guest.from, [guest]);
    if (!this.#pause) this.#serve();
  }

  /** One in each turn of the loop, so that a picture is never kept waiting for more than that. */
  #serve(): void {
    this.#pause = undefined;
    if (this.#ready.size === 0) return;
    if (!this.#allowance.take(performance.now())) {
      this.#pause = setTimeout(() => this.#serve(), 1000 / MAX_HANDSHAKES);
      return;
    }
    this.#pause = setImmediate(() => this.#serve());
    const guest = this.#next();
    guest?.release();
    if (guest) this.#shake(guest.socket);
  }

  /** The newest of the address whose turn it is. */
  #next(): Unproven | undefined {
    for (const [from, waiting] of this.#ready) {
      const newest = waiting.pop();
      this.#ready.delete(from);
      if (waiting.length > 0) this.#ready.set(from, waiting);
      return newest;
    }
    return undefined;
  }

  #forget(ends: string, guest: Unproven): void {
    clearTimeout(guest.timer);
    // The same port may have been given out again meanwhile.
    if (this.#unproven.get(ends) === guest) this.#unproven.delete(ends);
    const waiting = this.#ready.get(guest.from);
    const at = waiting?.indexOf(guest) ?? -1;
    if (at >= 0) waiting?.splice(at, 1);
    if (waiting?.length === 0) this.#ready.delete(guest.from);
  }
}

/** What tells connections apart as long as they last. */
export function endsOf({ localAddress, remoteAddress, remotePort }: Socket): string {
  return `${localAddress} ${remoteAddress} ${remotePort}`;
}

/** What somebody begins with: a whole first record, or anything else. */
interface Beginning {
  readonly whole: () => void;
  readonly other: (said: Uint8Array) => void;
}

/** Calls the one or the other once it is there. Returns what puts it back. */
function listenForHello(socket: Socket, { whole, other }: Beginning): () => void {
  let said = Buffer.alloc(0);
  let isWhole = false;
  const hear = (chunk: Buffer): void => {
    said = Buffer.concat([said, chunk]);
    const length = lengthOf(said);
    // Nobody has anything to add before we have answered.
    if (length === undefined || said.length > length) return other(said);
    if (said.length < length || isWhole) return;
    isWhole = true;
    whole();
  };
  socket.on("data", hear);
  return () => {
    socket.off("data", hear);
    socket.pause();
    socket.unshift(said);
  };
}

/** How long the record is that begins so; at least its head. Undefined if it shakes no hands. */
function lengthOf(said: Buffer): number | undefined {
  if (said[0] !== HANDSHAKE) return undefined;
  if (said.length < RECORD_HEAD) return RECORD_HEAD;
  const length = said.readUInt16BE(RECORD_HEAD - 2);
  return length > MAX_RECORD ? undefined : RECORD_HEAD + length;
}
