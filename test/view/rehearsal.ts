/**
 * A call without anybody: the real screen on the real terminal, fed with test
 * pictures and a made-up model. Run by hand to look at, and by tests in a pty:
 *
 *     node dist/test/view/rehearsal.js [live|idle|dialing|ringing] [what=...]
 *
 * Every command is shown in the status bar; `quit` leaves with 0.
 */
import { makeFrame, type Size } from "../../src/frame/frame.js";
import { paintPattern, type PatternName } from "../../src/frame/pattern.js";
import { detectColors } from "../../src/render/detect-colors.js";
import type { PeerRow, Phase, ScreenModel } from "../../src/render/screen-model.js";
import { openScreen } from "../../src/view/screen.js";

const [phaseWord = "live", ...words] = process.argv.slice(2);
const options = new Map(words.map((word) => word.split("=", 2) as [string, string]));
const FPS = Number(options.get("fps") ?? 30);
const REMOTE = (options.get("remote") ?? "face") as PatternName;
const PREVIEW = (options.get("preview") ?? "ball") as PatternName;

const PEERS: readonly PeerRow[] = [
  { name: "alice", address: "192.168.1.20", mark: "saved", note: "" },
  { name: "bob", address: "bob.example.org:7900", mark: "missed", note: "missed 10:42" },
  { name: "carol 漢字", address: "10.0.0.7", mark: "saved", note: "" },
  { name: "dave 🐢", address: "10.0.0.8", mark: "recent", note: "yesterday" },
  { name: "", address: "172.16.4.2:7887", mark: "recent", note: "Tuesday" },
];

let phase = phaseWord as Phase;
let cameraOn = true;
let said = "";
const started = performance.now();

const screen = openScreen({
  input: process.stdin,
  output: process.stdout,
  colors: detectColors({ flag: "auto", env: process.env }),
  tmux: process.env["TMUX"] !== undefined,
  mouse: options.get("mouse") !== "off",
  bell: true,
  now: () => performance.now(),
});

/** The ways to die that tests want to see. */
const DEATHS: Readonly<Record<string, () => void>> = {
  throw: () => {
    throw new Error("a rehearsed bug");
  },
  reject: () => void Promise.reject(new Error("a rehearsed rejection")),
};

async function leave(): Promise<void> {
  clearInterval(pictures);
  clearInterval(seconds);
  await screen[Symbol.asyncDispose]();
}

const PANE_NOTES: Readonly<Record<Phase, readonly string[]>> = {
  idle: [
    "nobody here yet",
    "press c to call somebody, or wait for a call",
    "listening on port 7887",
  ],
  dialing: ["calling alice ...", "h stops"],
  ringing: ["alice calls"],
  live: ["camera off"],
};

function model(): ScreenModel {
  const seconds = Math.floor((performance.now() - started) / 1000);
  const clock = `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  const live = phase === "live";
  const notice = options.get("notice");
  const called: PeerRow = {
    name: "alice",
    address: "192.168.1.20",
    mark: live ? "live" : "calling",
    note: live ? clock : "calling",
  };
  const { painted, skipped, rtt } = screen.painting;
  const state = {
    idle: "listening on port 7887",
    dialing: "calling alice",
    ringing: "alice calls",
    live: `alice  ${clock}`,
  }[phase];
  return {
    title: `tetatty: ${phase}`,
    status: {
      tone: ({ idle: "calm", dialing: "calm", ringing: "alert", live: "live" } as const)[phase],
      state: said === "" ? state : said,
      figures: live
        ? [
            `30/30 fps`,
            `age 23 ms`,
            `4.1M/3.9M bit/s`,
            `drops ${skipped}/0`,
            `rtt ${(rtt ?? 0).toFixed(1)} ms`,
            `${screen.remoteSize.width}x${screen.remoteSize.height}`,
            `${painted} painted`,
          ]
        : [],
      ...(notice === undefined ? {} : { notice }),
    },
    peers:
      options.get("peers") === "none" ? [] : phase === "idle" ? PEERS : [called, ...PEERS.slice(1)],
    remote: { label: phase === "idle" ? "" : "alice", note: PANE_NOTES[phase] },
    preview: { label: "you", note: [cameraOn ? "no camera" : "camera off"] },
    phase,
    ...(phase === "ringing" ? { ringing: { name: "alice", address: "192.168.1.20:50412" } } : {}),
    ...(live ? { inCall: "alice" } : {}),
  };
}

/** A picture of 16:9 that fits the pane. */
function picture(pattern: PatternName, pane: Size): ReturnType<typeof makeFrame> | undefined {
  if (pane.width === 0) return undefined;
  const size = { width: 160, height: 90 };
  const now = performance.now();
  return makeFrame(size.width, size.height, paintPattern(pattern, size, now), now);
}

function tick(): void {
  const remoteOn = phase === "live" && options.get("camera") !== "off";
  screen.showRemote(remoteOn ? picture(REMOTE, screen.remoteSize) : undefined);
  screen.showPreview(cameraOn ? picture(PREVIEW, screen.previewSize) : undefined);
}

const pictures = setInterval(tick, 1000 / FPS);
const seconds = setInterval(() => screen.show(model()), 1000);
screen.show(model());

if (options.get("die") !== undefined) {
  setTimeout(() => DEATHS[options.get("die") as string]?.(), 300);
}

for await (const command of screen.commands()) {
  said = command.type === "dial" ? `dial ${command.to}` : command.type;
  if (command.type === "toggle-video") cameraOn = !cameraOn;
  if (command.type === "hang-up" || command.type === "decline") phase = "idle";
  if (command.type === "answer") phase = "live";
  if (command.type === "dial") phase = "dialing";
  screen.show(model());
  if (command.type === "quit") {
    process.exitCode = command.code ?? 0;
    await leave();
  }
}
