/**
 * A call without anybody: the real screen on the real terminal, fed with test
 * pictures and a made-up model. Run by hand to look at, and by tests in a pty:
 *
 *     node dist/test/view/rehearsal.js [live|idle|dialing|verifying|ringing] [word=value ...]
 *
 * Commands are shown in the status bar; `quit` leaves.
 *
 *     remote=, preview=  a test pattern, or `count`: noise around one colour, the tick's number;
 *                        or `stamp`: like a camera's, with the number in fields above and below
 *     grain=             how much noise a stamped picture has, in levels
 *     stop=              no more pictures after so many
 *     camera=off         no picture from the other side
 *     notice=            a line of trouble
 *     name=              whom we talk to; `evil` is a name full of escapes
 *     mouse=off          the terminal keeps its mouse
 *     die=               throw, reject or a signal, as soon as the first picture is there
 *     hang=on            quit is heard and not obeyed
 *     log=               a file that gets a line a tick, and one at the end
 */
import { appendFileSync } from "node:fs";
import { makeFrame, type Frame, type Size } from "../../src/frame/frame.js";
import { isPatternName, paintPattern } from "../../src/frame/pattern.js";
import { detectColors } from "../../src/render/detect-colors.js";
import type { PeerRow, Phase, ScreenModel, StatusLine } from "../../src/render/screen-model.js";
import { cameraLike } from "../render/scene.js";
import { stampNumber } from "../rig/video.js";
import { openScreen } from "../../src/view/screen.js";

const [first = "live", ...words] = process.argv.slice(2);
const wishes = new Map(words.map((word) => word.split("=", 2) as [string, string]));
const wish = (name: string, otherwise = ""): string => wishes.get(name) ?? otherwise;

const PICTURE: Size = { width: 160, height: 90 };
const EVIL = "ev\x1b[31mil\x9b32m {red-fg}\u202eb\u0007ob";
const NAME = wish("name", "alice") === "evil" ? EVIL : wish("name", "alice");

const PEERS: readonly PeerRow[] = [
  { name: NAME, address: "192.168.1.20", saved: true, mark: "saved", note: "" },
  {
    name: "bob",
    address: "bob.example.org:7900",
    saved: false,
    mark: "missed",
    note: "missed 10:42",
  },
  { name: "carol 漢字", address: "10.0.0.7", saved: true, mark: "saved", note: "" },
  { name: "dave 🐢", address: "10.0.0.8", saved: false, mark: "recent", note: "yesterday" },
  { name: "", address: "172.16.4.2:7887", saved: false, mark: "recent", note: "Tuesday" },
];

const FINGERPRINT = "SHA256:sxvLQ0dx7f3hZCt3e0lGsB7LkXz6sWYv1c8Zz0m6T2o";
const CALLER = {
  name: NAME,
  address: "192.168.1.20:50412",
  proof: ["not verified: anybody can take this name", FINGERPRINT],
};

/** The ways to die that a program does not choose. */
const DEATHS: Readonly<Record<string, () => void>> = {
  throw: () => {
    throw new Error("a rehearsed bug");
  },
  reject: () => void Promise.reject(new Error("a rehearsed rejection")),
};

const screen = openScreen({
  input: process.stdin,
  output: process.stdout,
  colors: detectColors({ flag: "auto", env: process.env }),
  tmux: process.env["TMUX"] !== undefined,
  mouse: wish("mouse") !== "off",
  pixels: wishes.has("pixels") ? "ask" : "off",
  bell: "always",
  now: () => performance.now(),
});

let phase = first as Phase;
let cameraOn = true;
let said = "";
let ticks = 0;
let lastTick = performance.now();
const started = lastTick;

const two = (value: number): string => String(value).padStart(2, "0");

function clock(): string {
  const seconds = Math.floor((performance.now() - started) / 1000);
  return `${two(Math.floor(seconds / 60))}:${two(seconds % 60)}`;
}

function status(): StatusLine {
  const { painted, skipped, rtt } = screen.painting;
  const { width, height } = screen.remoteSize;
  const [tone, state] = (
    {
      idle: ["calm", "listening on port 7887"],
      dialing: ["calm", `calling ${NAME}`],
      verifying: ["alert", `is this the key of ${NAME}?`],
      ringing: ["alert", `${NAME} calls`],
      live: ["live", `${NAME}  ${clock()}`],
    } as const
  )[phase];
  const figures = [
    "30/30 fps",
    `rtt ${(rtt ?? 0).toFixed(1)} ms`,
    "age 23 ms",
    "4.1M/3.9M bit/s",
    `drops ${skipped}/0`,
    `${width}x${height}`,
    `${painted} painted`,
  ];
  return {
    tone,
    state: said === "" ? state : said,
    figures: phase === "live" ? figures : [],
    ...(wishes.has("notice") ? { notice: wish("notice") } : {}),
  };
}

const NOTES: Readonly<Record<Phase, readonly string[]>> = {
  idle: ["nobody here yet", "press c to call somebody, or wait for a call"],
  dialing: [`calling ${NAME} ...`, "h stops"],
  verifying: ["whose key is it?"],
  ringing: [`${NAME} calls`],
  live: ["camera off"],
};

function model(): ScreenModel {
  const live = phase === "live";
  const called: PeerRow = {
    ...(PEERS[0] as PeerRow),
    ...(live
      ? { saved: false, mark: "live", note: clock() }
      : { saved: false, mark: "calling", note: "calling" }),
  };
  return {
    title: `tetatty: ${NAME}`,
    status: status(),
    peers: phase === "idle" ? PEERS : [called, ...PEERS.slice(1)],
    remote: { label: phase === "idle" ? "" : NAME, note: NOTES[phase] },
    preview: { label: "you", note: ["camera off"] },
    phase,
    ...(phase === "ringing" ? { ringing: CALLER } : {}),
    ...(phase === "verifying" ? { verifying: { name: NAME, fingerprint: FINGERPRINT } } : {}),
    ...(live ? { inCall: NAME } : {}),
  };
}

function picture(kind: string): Frame {
  const { width, height } = PICTURE;
  const now = performance.now();
  if (kind === "stamp") return stamped();
  const name = isPatternName(kind) ? kind : "noise";
  const pixels = paintPattern(name, PICTURE, now);
  if (kind === "count") paintCount(pixels);
  return makeFrame(width, height, pixels, now);
}

function stamped(): Frame {
  const { width, height } = PICTURE;
  const frame = cameraLike(width, height, ticks, Number(wish("grain", "2")));
  const below = frame.pixels.subarray(width * Math.floor((height * 7) / 8) * 3);
  for (const pixels of [frame.pixels, below]) stampNumber(pixels, PICTURE, ticks & 255);
  return frame;
}

/** The middle of the picture in full red, the tick's number in green and blue. */
function paintCount(pixels: Uint8Array): void {
  const { width, height } = PICTURE;
  for (let y = height / 4; y < (height * 3) / 4; y++) {
    for (let x = width / 4; x < (width * 3) / 4; x++) {
      pixels.set([ticks & 255, ticks >> 8, 255], (Math.floor(y) * width + x) * 3);
    }
  }
}

function tick(): void {
  const now = performance.now();
  ticks++;
  if (wishes.has("log")) appendFileSync(wish("log"), `${ticks} ${now - lastTick} ${Date.now()}\n`);
  lastTick = now;
  if (ticks > Number(wish("stop", "Infinity"))) return;
  const there = phase === "live" && wish("camera") !== "off";
  screen.showRemote(there ? picture(wish("remote", "face")) : undefined);
  screen.showPreview(cameraOn ? picture(wish("preview", "ball")) : undefined);
  if (wishes.has("die") && screen.painting.painted > 2) die(wish("die"));
}

function die(how: string): void {
  wishes.delete("die");
  const death = DEATHS[how] ?? (() => process.kill(process.pid, how));
  setImmediate(death);
}

async function leave(code: number): Promise<void> {
  process.exitCode = code;
  clearInterval(pictures);
  clearInterval(seconds);
  await screen[Symbol.asyncDispose]();
}

const pictures = setInterval(tick, 1000 / Number(wish("fps", "30")));
const seconds = setInterval(() => screen.show(model()), 1000);
screen.show(model());
if (wishes.has("log")) {
  process.on("exit", (code) => appendFileSync(wish("log"), `exit ${code}\n`));
}

for await (const command of screen.commands()) {
  said = command.type === "dial" ? `dial ${command.to}` : `did ${command.type}`;
  if (command.type === "toggle-video") cameraOn = !cameraOn;
  if (command.type === "hang-up" || command.type === "decline") phase = "idle";
  if (command.type === "answer") phase = "live";
  if (command.type === "dial") phase = "dialing";
  screen.show(model());
  if (command.type === "quit" && wish("hang") !== "on") await leave(command.code ?? 0);
}
