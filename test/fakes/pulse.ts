/**
 * A sound server in this process, for tests that need one to misbehave or to
 * keep time by hand. It has one speaker and one microphone, says what it was
 * told, and does nothing by itself.
 */
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { COMMAND } from "../../src/sound/pulse/commands.js";
import { encodeCommand, encodePacket, PacketReader } from "../../src/sound/pulse/packets.js";
import { NONE, type Properties, TagReader, TagWriter } from "../../src/sound/pulse/tagstruct.js";

/** The number of every stream. */
const CHANNEL = 7;
interface FakeDevice {
  readonly name: string;
  readonly label: string;
}
const SPEAKER: FakeDevice = { name: "out", label: "Loud Speaker" };
const MONITOR = { name: "out.monitor", label: "Monitor of Loud Speaker" };
const MICROPHONE: FakeDevice = { name: "in", label: "Good Microphone" };
/** Bytes that a new speaker's stream asks for at once. */
export const FIRST_REQUEST = 1920;
/** What it says its devices hold, in milliseconds. */
export const DELAY = 12;

export class FakePulse implements AsyncDisposable {
  readonly path: string;
  /** Every byte that was played, oldest first. */
  readonly played: Uint8Array[] = [];
  /** Commands that came, by number. */
  readonly heard: number[] = [];
  /** Commands that are refused with a number, not answered, or answered without a word of what was asked. */
  readonly refuses = new Map<number, number | "silence" | "nothing said">();
  speakers: readonly FakeDevice[] = [SPEAKER];
  microphones: readonly FakeDevice[] = [MICROPHONE];
  /** What modules were loaded with, by number. */
  readonly modules = new Map<number, string>();
  /** The devices that streams were opened on; undefined for the default. */
  readonly opened: (string | undefined)[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), "tetatty-fake-pulse-"));
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  readonly #clients = new Map<Socket, Properties>();
  #nextModule = 0;

  private constructor() {
    this.path = join(this.#folder, "native");
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(): Promise<FakePulse> {
    const fake = new FakePulse();
    fake.#server.listen(fake.path);
    await once(fake.#server, "listening");
    return fake;
  }

  /** Asks the speaker's stream for so many bytes more. */
  request(bytes: number): void {
    this.#say((to) => to.u32(COMMAND.request).u32(NONE).u32(CHANNEL).u32(bytes));
  }

  /** Whether it leaves lying what it is told. */
  deafen(deaf: boolean): void {
    for (const socket of this.#sockets) socket[deaf ? "pause" : "resume"]();
  }

  /** Ends a stream, as when its device is unplugged. */
  killStream(kind: "playback" | "record"): void {
    const command = kind === "playback" ? COMMAND.playbackKilled : COMMAND.recordKilled;
    this.#say((to) => to.u32(command).u32(NONE).u32(CHANNEL));
  }

  /** Says `bytes` into the microphone. */
  record(bytes: Uint8Array): void {
    for (const socket of this.#sockets) socket.write(encodePacket(CHANNEL, bytes));
  }

  /** Says that the streams of a kind are on another device now. */
  moveStream(kind: "playback" | "record", to: string): void {
    const command = kind === "playback" ? COMMAND.playbackMoved : COMMAND.recordMoved;
    this.#say((words) => words.u32(command).u32(NONE).u32(CHANNEL).u32(0).string(to).flag(false));
  }

  /** Any bytes at all to everybody. */
  babble(bytes: Uint8Array): void {
    for (const socket of this.#sockets) socket.write(bytes);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #say(fill: (to: TagWriter) => unknown): void {
    const writer = new TagWriter();
    fill(writer);
    this.babble(encodeCommand(writer.finish()));
  }

  #serve(socket: Socket): void {
    const packets = new PacketReader();
    this.#sockets.add(socket);
    socket.on("close", () => {
      this.#sockets.delete(socket);
      this.#clients.delete(socket);
    });
    socket.on("error", () => undefined); // clients go as they like
    socket.on("data", (chunk) => {
      for (const { channel, body } of packets.push(chunk)) {
        if (channel === NONE) this.#answer(socket, new TagReader(body));
        else this.played.push(Uint8Array.from(body));
      }
    });
  }

  #answer(socket: Socket, asked: TagReader): void {
    const command = asked.u32();
    const tag = asked.u32();
    this.heard.push(command);
    const refusal = this.refuses.get(command);
    if (refusal === "silence") return;
    const head = new TagWriter()
      .u32(typeof refusal === "number" ? COMMAND.error : COMMAND.reply)
      .u32(tag);
    if (typeof refusal === "number") head.u32(refusal);
    const rest = refusal === undefined ? this.#reply(command, asked, socket) : [];
    socket.write(encodeCommand(Buffer.concat([head.finish(), ...rest])));
  }

  /** The arguments of the answer to `command`, in parts. */
  #reply(command: number, asked: TagReader, socket: Socket): readonly Uint8Array[] {
    switch (command) {
      case COMMAND.setName:
        this.#clients.set(socket, asked.properties());
        return [];
      case COMMAND.sinks:
        return [...this.speakers, ...this.#made("sink")].flatMap((it) => device(it, "sound"));
      case COMMAND.sources:
        return [
          ...device(MONITOR, "monitor"),
          ...[...this.microphones, ...this.#made("source")].flatMap((it) => device(it, "sound")),
        ];
      case COMMAND.modules:
        return [...this.modules].map(([index, words]) =>
          new TagWriter()
            .u32(index)
            .string("a module")
            .string(words)
            .u32(0)
            .properties({})
            .finish(),
        );
      case COMMAND.clients:
        return Array.from(this.#clients.values(), (properties) =>
          new TagWriter().u32(0).string("").u32(0).string("").properties(properties).finish(),
        );
      case COMMAND.loadModule:
        asked.string();
        this.modules.set(++this.#nextModule, asked.string() ?? "");
        return [new TagWriter().u32(this.#nextModule).finish()];
      case COMMAND.unloadModule:
        this.modules.delete(asked.u32());
        return [];
      default:
        return this.#replyOfStream(command, asked);
    }
  }

  #replyOfStream(command: number, asked: TagReader): readonly Uint8Array[] {
    switch (command) {
      case COMMAND.movePlayback:
      case COMMAND.moveRecord:
        asked.u32();
        asked.u32();
        this.moveStream(
          command === COMMAND.moveRecord ? "record" : "playback",
          asked.string() ?? "",
        );
        return [];
      case COMMAND.createPlayback:
      case COMMAND.createRecord:
        asked.skipSpec().skipMap().u32();
        this.opened.push(asked.string());
        return reply(command);
      default:
        return reply(command);
    }
  }

  /** The devices that modules made. */
  #made(kind: "sink" | "source"): readonly FakeDevice[] {
    const named = new RegExp(`${kind}_name=(\\S+)`);
    return [...this.modules.values()]
      .map((words) => named.exec(words)?.[1])
      .filter((name) => name !== undefined)
      .map((name) => ({ name, label: `${name} without echo` }));
  }
}

/** A 64-bit value; clients write none. */
function big(value: number): Uint8Array {
  const bytes = Buffer.alloc(9, 0x52);
  bytes.writeBigUInt64BE(BigInt(value), 1);
  return bytes;
}

const VOLUME = Uint8Array.of(0x56, 0, 1, 0, 0);

/** What is always answered alike. */
function reply(command: number): readonly Uint8Array[] {
  const to = new TagWriter();
  switch (command) {
    case COMMAND.authenticate:
      return [to.u32(32).finish()];
    case COMMAND.serverInfo:
      to.string("fake").string("1").string("user").string("host").monoSpec(48_000);
      return [to.string(SPEAKER.name).string(MICROPHONE.name).u32(0).finish()];
    case COMMAND.createPlayback:
      return [to.u32(CHANNEL).u32(0).u32(FIRST_REQUEST).finish()];
    case COMMAND.createRecord:
      return [to.u32(CHANNEL).u32(0).finish()];
    case COMMAND.playbackLatency:
    case COMMAND.recordLatency:
      return [big(DELAY * 1000), big(0), to.flag(true).time(0).time(0).finish(), big(0), big(0)];
    default:
      return [];
  }
}

function device(of: FakeDevice, kind: string): readonly Uint8Array[] {
  const first = new TagWriter().u32(0).string(of.name).string(of.label).monoSpec(48_000).monoMap();
  first.u32(0).monoVolume().flag(false).u32(0).string(undefined);
  const second = new TagWriter().string("fake").u32(0).properties({ "device.class": kind });
  const last = new TagWriter().u32(0).u32(0).u32(0).u32(1);
  last.string("port").string("a port").u32(0).u32(0).string("port").u8(0);
  return [first.finish(), big(0), second.finish(), big(0), VOLUME, last.finish()];
}
