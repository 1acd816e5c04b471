/** The cameras of this machine, as Linux lists them. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface CameraDevice {
  /** What `--source` takes. */
  readonly source: string;
  /** What its maker calls it. */
  readonly label: string;
}

/** Where Linux describes its video devices. */
const VIDEO_DEVICES = "/sys/class/video4linux";

/** In the order of their numbers; empty where the system does not say. */
export function listCameras(folder = VIDEO_DEVICES): readonly CameraDevice[] {
  return entries(folder)
    .flatMap((entry) => {
      const number = /^video(\d+)$/.exec(entry)?.[1];
      return number === undefined ? [] : [{ number: Number(number), at: join(folder, entry) }];
    })
    .filter(({ at }) => word(at, "index") === "0") // a camera's further nodes carry no pictures
    .toSorted((a, b) => a.number - b.number)
    .map(({ number, at }) => ({ source: String(number), label: word(at, "name") }));
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // no video at all, or not Linux
  }
}

function word(device: string, file: string): string {
  try {
    return readFileSync(join(device, file), "utf8").trim();
  } catch {
    return ""; // unplugged while we looked
  }
}
