import assert from "node:assert/strict";
import { test } from "node:test";
import { EchoCanceller } from "../../src/dsp/echo-canceller.js";
import { PER_MS, RATE } from "../../src/voice/sound.js";
import { babble, likeness, loudness } from "../voice/babble.js";
import { dice } from "../voice/simulated-talk.js";

const BLOCK = 10 * PER_MS;

interface Room {
  /** Milliseconds between the loudspeaker's cable and the microphone's. */
  readonly delay: number;
  readonly played: Int16Array;
}

/** What a microphone hears of a loudspeaker: three early reflections, a tail of 120 ms, some hiss. */
function echo({ delay, played }: Room): Float64Array {
  const roll = dice(7);
  const taps = new Map([
    [0, 0.4],
    [331, 0.2],
    [977, -0.12],
  ]);
  for (let at = 5; at < 120 * PER_MS; at += 29) {
    taps.set(at, (roll() - 0.5) * 0.12 * Math.exp(-at / 1200));
  }
  const heard = Float64Array.from(played, () => (roll() - 0.5) * 20);
  for (const [tap, gain] of taps) {
    const late = tap + delay * PER_MS;
    for (let n = late; n < heard.length; n++) {
      heard[n] = (heard[n] as number) + gain * (played[n - late] as number);
    }
  }
  return heard;
}

async function cleaned(played: Int16Array, heard: Int16Array): Promise<Int16Array> {
  using canceller = await EchoCanceller.open();
  const clean = new Int16Array(heard.length);
  let filled = 0;
  for (let at = 0; at + BLOCK <= heard.length; at += BLOCK) {
    canceller.played(played.subarray(at, at + BLOCK));
    const block = canceller.clean(heard.subarray(at, at + BLOCK));
    clean.set(block, filled);
    filled += block.length;
  }
  return clean;
}

test("the echo of a room is gone by 25 dB and more within two seconds, however far the speaker", async () => {
  for (const delay of [20, 80, 200]) {
    const played = babble(7);
    const heard = Int16Array.from(echo({ delay, played }));
    const clean = await cleaned(played, heard);
    for (const second of [2, 3, 4, 5]) {
      const lost = loudness(heard, second, second + 1) - loudness(clean, second, second + 1);
      assert.ok(lost >= 25, `${lost.toFixed(1)} dB in second ${second} at ${delay} ms`);
    }
  }
});

const part = (sound: Int16Array): Int16Array => sound.subarray(3 * RATE, 6 * RATE);

test("who speaks while the loudspeaker does is still heard", async () => {
  const played = babble(7);
  const said = babble(7, 20);
  const heard = Int16Array.from(
    echo({ delay: 60, played }),
    (sample, n) => sample / 2 + (said[n] as number),
  );
  const clean = await cleaned(played, heard);
  const { correlation } = likeness(part(said), part(clean), 1000);
  assert.ok(correlation > 0.8, `likeness ${correlation}`);
  assert.ok(correlation > likeness(part(said), part(heard), 1).correlation - 0.15);
});

test("loading it leaves the process's last words alone", async () => {
  const events = ["uncaughtException", "unhandledRejection"] as const;
  const listening = () => events.map((event) => process.listenerCount(event));
  const before = listening();
  using _ = await EchoCanceller.open();
  assert.deepEqual(listening(), before);
});
