import { type CameraDevice, listCameras } from "../camera/devices.js";
import { timing } from "../camera/timing.js";
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

export async function listDevices(place: DevicesPlace): Promise<Devices> {
  const usual = { audio: "auto", mic: undefined, speaker: undefined, systemEcho: false } as const;
  await using sound = openSound(usual, { ...place, timing });
  const found = await sound.devices(AbortSignal.timeout(PATIENCE));
  return { cameras: listCameras(), sound: found, silence: sound.silence };
}
