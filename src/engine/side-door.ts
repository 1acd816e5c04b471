/**
 * Sound beside the stream: datagrams in this thread, which neither wait for lost ones to be sent again nor
 * for the main thread.
 */
import { createSocket, type Socket } from "node:dgram";
import type { SidePath, Timing } from "../ports.js";
import type { VoicePacket } from "../voice/jitter-buffer.js";
import { PathWatch, ReplayWindow } from "../voice/side-path.js";
import { Opener, Sealer } from "./sealed.js";

/** How often it is looked whether a probe is due, in milliseconds. */
const LOOK = 100;

interface Place {
  readonly host: string;
  readonly port: number;
}

export interface SideDoorEvents {
  /** Where we can be reached. */
  bound(port: number): void;
  heard(packet: VoicePacket): void;
}

export class SideDoor implements Disposable {
  readonly #path: SidePath;
  readonly #timing: Timing;
  readonly #events: SideDoorEvents;
  readonly #socket: Socket;
  readonly #outward: Sealer;
  readonly #inward: Opener;
  readonly #watch = new PathWatch();
  readonly #window = new ReplayWindow();
  /** Where they are, by what they say and, once one came, by where their datagrams come from. */
  #there: Place | undefined;
  #looking: Disposable | undefined;
  #over = false;

  constructor(path: SidePath, timing: Timing, events: SideDoorEvents) {
    this.#path = path;
    this.#timing = timing;
    this.#events = events;
    this.#outward = new Sealer(path.secret, path.ours);
    this.#inward = new Opener(path.secret, !path.ours);
    this.#socket = createSocket(path.host.includes(":") ? "udp6" : "udp4");
    this.#socket.on("message", (bytes, { address, port }) => this.#take(bytes, address, port));
    // Without a socket there is the stream, which needs no help.
    this.#socket.on("error", () => this[Symbol.dispose]());
    this.#socket.bind(0, () => events.bound(this.#socket.address().port));
    this.#look();
  }

  /** The other side can be reached at `port` of its address. */
  aim(port: number): void {
    this.#there ??= { host: this.#path.host, port };
  }

  /** Whether what we send arrives. */
  get isOpen(): boolean {
    return this.#watch.isOpen(this.#timing.now());
  }

  /** Sends it and answers how many bytes that took, or 0: then the stream must. */
  send(packet: VoicePacket): number {
    return this.isOpen ? this.#say(packet) : 0;
  }

  [Symbol.dispose](): void {
    if (this.#over) return;
    this.#over = true;
    this.#looking?.[Symbol.dispose]();
    this.#socket.close();
  }

  #look(): void {
    this.#looking = this.#timing.after(LOOK, () => this.#look());
    if (this.#watch.isDue(this.#timing.now())) this.#say(undefined);
  }

  #say(packet: VoicePacket | undefined): number {
    if (!this.#there || this.#over) return 0;
    const now = this.#timing.now();
    this.#watch.sent(now);
    const sound = packet && { type: "sound" as const, ...packet };
    const bytes = this.#outward.seal(this.#watch.hears(now), sound);
    // One that does not leave is one that got lost.
    this.#socket.send(bytes, this.#there.port, this.#there.host, () => undefined);
    return bytes.length;
  }

  #take(bytes: Uint8Array, host: string, port: number): void {
    const datagram = this.#inward.open(bytes);
    if (!datagram || !this.#window.take(datagram.number)) return;
    // Behind a router they come from another port than they know of.
    this.#there = { host, port };
    this.#watch.heard(datagram.hears, this.#timing.now());
    if (datagram.sound) this.#events.heard(datagram.sound);
  }
}
