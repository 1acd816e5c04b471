/** What there is to hear and to be heard with, as the sound server lists it. */
import type { SoundDevice } from "../../ports.js";
import type { CarriedDevice } from "../carrier.js";
import { COMMAND } from "./commands.js";
import type { PulseConnection } from "./connection.js";
import { isEchoFree } from "./echo-canceller.js";
import type { TagReader } from "./tagstruct.js";

/** From this version on a port says whether something is plugged in. */
const PORT_AVAILABILITY = 24;

/** @throws PulseError */
export async function listDevices(connection: PulseConnection): Promise<readonly CarriedDevice[]> {
  const { version } = connection;
  const usual = await connection.ask(COMMAND.serverInfo, nothing, readDefaults);
  const sinks = await connection.ask(COMMAND.sinks, nothing, (reply) =>
    reply.all(() => readEntry(reply, version)),
  );
  const sources = await connection.ask(COMMAND.sources, nothing, (reply) =>
    reply.all(() => readEntry(reply, version)),
  );
  const entry = (kind: SoundDevice["kind"], { name, label, isMonitor }: Entry): CarriedDevice => ({
    kind,
    id: name,
    label,
    isDefault: name === usual[kind],
    // A monitor hears what a speaker plays: nobody means it who says microphone.
    isHidden: isMonitor || isEchoFree(name),
  });
  return [
    ...sources.map((it) => entry("microphone", it)),
    ...sinks.map((it) => entry("speaker", it)),
  ];
}

interface Entry {
  readonly name: string;
  readonly label: string;
  readonly isMonitor: boolean;
}

const nothing = (): void => undefined;

function readDefaults(reply: TagReader): Readonly<Record<SoundDevice["kind"], string | undefined>> {
  for (let words = 4; words > 0; words--) reply.string(); // the server's name, version, user and host
  reply.skipSpec();
  const speaker = reply.string();
  return { speaker, microphone: reply.string() };
}

/** Sinks and sources are told alike. */
function readEntry(reply: TagReader, version: number): Entry {
  reply.u32();
  const name = reply.string() ?? "";
  const label = reply.string() ?? name;
  reply.skipSpec().skipMap().u32();
  reply.skipVolumes().flag();
  reply.u32();
  reply.string(); // of a sink, its monitor; of a source, the sink that it monitors
  reply.big();
  reply.string();
  reply.u32();
  const isMonitor = reply.properties()["device.class"] === "monitor";
  reply.big();
  reply.skipVolume().u32();
  reply.u32();
  reply.u32();
  for (let ports = reply.u32(); ports > 0; ports--) {
    reply.string();
    reply.string();
    reply.u32();
    if (version >= PORT_AVAILABILITY) reply.u32();
  }
  reply.string();
  for (let formats = reply.u8(); formats > 0; formats--) reply.skipFormat();
  return { name, label, isMonitor };
}
