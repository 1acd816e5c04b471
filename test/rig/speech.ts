/** Speech to try calls with: espeak's where it is installed, and babble elsewhere. */
import { spawnSync } from "node:child_process";
import { decodeWav } from "../../src/sound/wav.js";
import { babble } from "../voice/babble.js";

const TEXT = `Good evening. Is anybody there? I have been trying to reach you since this morning, and
the line was always busy. Never mind. The parcel came today, a large one, with seventeen small boxes in it.
We opened three of them and found nothing but paper; the fourth one had a clock inside that still went.
My sister says that it belonged to our grandfather, who bought it in the year he came to this town.
Shall I send it to you, or will you fetch it yourself when you come over on Sunday?
The weather should be fine by then, they say, and the children would like to see you again.`;

/** Half a minute of it, at 48 kHz. */
export function speech(): Int16Array {
  const said = spawnSync("espeak-ng", ["-v", "en", "-s", "150", "--stdout", TEXT], {
    maxBuffer: 2 ** 26,
  });
  return said.status === 0 ? decodeWav(said.stdout) : babble(30);
}
