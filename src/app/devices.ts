import { type CameraDevice, listCameras } from "../camera/devices.js";
import { timing } from "../camera/timing.js";
import type { EngineWishes } from "../engine/orders.js";
import type { SoundDevice, SoundSystem } from "../ports.js";
import { openSound } from "../sound/open.js";

/** What there is to be seen with, heard with and to hear with. */
export interface Devices {
  readonly cameras: readonly CameraDevice[];
  readonly sound: readonly SoundDevice[];
  /** Why there is no sound and what helps, where there is none. */
  readonly silence: SoundSystem["silence"];
}

export type DevicesPlace = Pick<Parameters<typeof openSound>[1], "environment" | "home" | "uid">;

/** How long a sound server may take to answer, in milliseconds. */
const PATIENCE = 3000;

type SoundList = Pick<Devices, "sound" | "silence">;

async function listSound(place: DevicesPlace): Promise<SoundList> {
  const usual = { audio: "auto", mic: undefined, speaker: undefined, systemEcho: false } as const;
  await using system = openSound(usual, { ...place, timing });
  const sound = await system.devices(AbortSignal.timeout(PATIENCE));
  return { sound, silence: system.silence };
}

/** Whether `wishes` can be heard here, as far as that is known without trying. */
export async function isHeard({ sound, place }: EngineWishes): Promise<boolean> {
  return sound.audio !== "auto" || (await listSound(place)).sound.length > 0;
}

export async function listDevices(place: DevicesPlace): Promise<Devices> {
  return { cameras: listCameras(), ...(await listSound(place)) };
}
