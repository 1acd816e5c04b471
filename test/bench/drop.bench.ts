/**
 * A line that drops to a tenth and comes back, moment by moment: how pictures
 * are coded, how many arrive and how old the oldest is. Two telephones in this
 * process over TLS, both of which send; a relay shapes the line.
 *
 *     npm run build && node dist/test/bench/drop.bench.js <video>
 */
import { spawnSync } from "node:child_process";
import { every, clock } from "../../src/app/clock.js";
import { makeFrame } from "../../src/frame/frame.js";
import { closeAll, makeParty, SHOWS } from "../rig/parties.js";
import { shapedRelay } from "../rig/shaped-relay.js";
import { until } from "../rig/until.js";
import { setTimeout as sleep } from "node:timers/promises";

const video = process.argv[2] ?? "";
const FAST = 2e6;
const SLOW = 0.2e6;
/** Milliseconds: before the drop, and of the slow line. */
const BEFORE = 6000;
const SLOW_FOR = 6000;
const AFTER = 5000;
const BIN = 100;

/** The video's pictures: BGR, row-major. */
function picturesOf(path: string): readonly Uint8Array[] {
  const { width, height } = SHOWS;
  const filter = `scale=${width}:${height}:flags=area`;
  const args = ["-v", "fatal", "-i", path, "-vf", filter, "-frames:v", "300"];
  const { stdout } = spawnSync("ffmpeg", [...args, "-f", "rawvideo", "-pix_fmt", "bgr24", "-"], {
    maxBuffer: 2 ** 28,
  });
  const size = width * height * 3;
  return Array.from({ length: Math.floor(stdout.length / size) }, (_, n) =>
    Uint8Array.from(stdout.subarray(n * size, (n + 1) * size)),
  );
}

interface Seen {
  readonly at: number;
  readonly age: number;
}

const seen: Seen[] = [];
const pictures = picturesOf(video);
const note = {
  onPicture: ({ capturedAt }: { readonly capturedAt: number }) =>
    void seen.push({ at: clock.now(), age: clock.now() - capturedAt }),
};
const ann = await makeParty("ann", { autoAnswer: true }, undefined, note);
const bob = await makeParty("bob", {}, undefined, note);
const { host, port } = ann.target.address;
const relay = await shapedRelay(`${host}:${port}`, { bits: FAST, delay: 25 });
const [relayHost, relayPort] = relay.address.split(":") as [string, string];
bob.phone.dial({ name: "ann", address: { host: relayHost, port: Number(relayPort) } });
await until("both are live", () => [ann, bob].every(({ phone }) => phone.state.at === "live"));

let n = 0;
using _frames = every(clock, 1000 / 30, () => {
  const pixels = pictures[n++ % pictures.length]!;
  const frame = makeFrame(SHOWS.width, SHOWS.height, pixels, clock.now());
  for (const { phone } of [ann, bob]) phone.media.show(frame);
});
const words: { readonly at: number; readonly words: string }[] = [];
using _words = every(clock, BIN, () =>
  words.push({ at: clock.now(), words: ann.phone.media.sending }),
);

await sleep(BEFORE);
const droppedAt = clock.now();
relay.line.bits = SLOW;
await sleep(SLOW_FOR);
relay.line.bits = FAST;
await sleep(AFTER);

process.stdout.write("ms after the drop | pictures of both sides | oldest ms | sent as\n");
let before = "";
for (let at = -BIN; at < SLOW_FOR + AFTER; at += BIN) {
  const here = seen.filter((each) => each.at >= droppedAt + at && each.at < droppedAt + at + BIN);
  const said = words.findLast((each) => each.at < droppedAt + at + BIN)?.words ?? "";
  const near = at < 800 || (at >= SLOW_FOR - BIN && at < SLOW_FOR + 3200);
  if (!near && said === before) continue;
  before = said;
  const oldest = Math.max(0, ...here.map(({ age }) => age));
  process.stdout.write(`${at} | ${here.length} | ${oldest.toFixed(0)} | ${said}\n`);
}
const during = seen.filter(({ at }) => at >= droppedAt && at < droppedAt + SLOW_FOR);
const ages = during.map(({ age }) => age).toSorted((a, b) => a - b);
process.stdout.write(
  `while it is slow: p95 ${ages[Math.floor(ages.length * 0.95)]?.toFixed(0)} ms, worst ${ages.at(-1)?.toFixed(0)} ms, ` +
    `${(during.length / 2 / (SLOW_FOR / 1000)).toFixed(1)} a second\n`,
);
await relay[Symbol.asyncDispose]();
await closeAll();
