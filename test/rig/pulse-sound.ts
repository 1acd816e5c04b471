import { timing } from "../../src/camera/timing.js";
import type { SoundStatus, SoundSystem, SoundWishes } from "../../src/ports.js";
import { openSound } from "../../src/sound/open.js";
import type { FakePulse } from "../fakes/pulse.js";

/** Nothing in particular. */
export const WISHES: SoundWishes = {
  audio: "auto",
  mic: undefined,
  speaker: undefined,
  systemEcho: false,
};

/** A machine whose sound server is at `server`. */
export const placeAt = (server: string, more: Readonly<Record<string, string>> = {}) => ({
  timing,
  environment: { PULSE_SERVER: server, ...more },
  home: "/nowhere",
  uid: 1,
});

export const soundOf = (fake: FakePulse, wishes: Partial<SoundWishes> = {}): SoundSystem =>
  openSound({ ...WISHES, ...wishes }, placeAt(fake.path));

interface End {
  readonly status: SoundStatus;
  onChange(listener: () => void): Disposable;
}

/** Resolves as soon as `end` is at `at`. */
export function reaches(end: End, at: SoundStatus["at"]): Promise<SoundStatus> {
  return new Promise((resolve) => {
    const look = () => {
      if (end.status.at === at) resolve(end.status);
    };
    end.onChange(look);
    look();
  });
}
