/** What the terminal shows around the pictures, made from the scene. */
import { formatAddress } from "../call/address.js";
import type { CallState, Party } from "../call/state.js";
import type { Painting } from "../ports.js";
import type {
  Caller,
  ChatText,
  PaneText,
  Phase,
  ScreenModel,
  StatusLine,
} from "../render/screen-model.js";
import type { Scene } from "./face.js";
import { named } from "./named.js";
import { peerRows } from "./peer-rows.js";
import { refusalsIn } from "./refusals.js";
import { voiceFigures, voiceLack, voiceMode } from "./voice-words.js";
import {
  callWords,
  codingWords,
  doubtWords,
  IN_THE_OPEN,
  isInTheOpen,
  limitWords,
  listeningWords,
  noticeWords,
  opennessWords,
  proofWords,
  recordingWords,
  warningLines,
} from "./words.js";

/** What the user did about keeping what is seen. */
export interface Keeping {
  readonly recording: boolean;
  readonly news: string | undefined;
  readonly trouble: string | undefined;
}

/** What only the screen itself knows. */
interface Showing {
  /** How the pictures come out on the terminal. */
  readonly painting: Pick<Painting, "limit">;
  readonly keeping: Keeping;
  /** Whether what is wrong with the sound is worth a row; later the status bar keeps it, in two words. */
  readonly voiceNews: boolean;
}

export function screenOf(scene: Scene, showing: Showing): ScreenModel {
  const { call } = scene;
  const state = callWords(call, scene.now);
  return {
    title: call.at === "idle" ? "tetatty" : `tetatty: ${state}`,
    status: statusOf(scene, state, showing),
    peers: peerRows(scene),
    remote: remoteOf(scene, state),
    preview: previewOf(scene),
    chat: chatOf(scene),
    phase: phaseOf(call),
    refused: refusalsIn({ ...scene, camera: scene.source !== undefined }),
    ...(call.at === "ringing" ? { ringing: callerOf(call.party) } : {}),
    ...(call.at === "verifying"
      ? { verifying: { name: call.target.name, fingerprint: call.party.key.fingerprint } }
      : {}),
    ...(isCall(call) ? { inCall: named(call.party) } : {}),
  };
}

type Talking = Extract<CallState, { at: "live" | "reconnecting" }>;

/** Two people talk, or would if the line let them. */
function isCall(call: CallState): call is Talking {
  return call.at === "live" || call.at === "reconnecting";
}

/** Stands behind the state where it may last. */
function wayOut({ at }: CallState): string {
  return at === "reconnecting" ? " (h hangs up)" : "";
}

function callerOf(party: Party): Caller {
  const { address } = party;
  return { name: named(party), address: formatAddress(address), proof: proofWords(party) };
}

function chatOf({ chat, call }: Scene): ChatText {
  return {
    with: chat.with,
    open: isCall(call),
    rows: chat.messages.map(({ id, from, text, when, delivered }) => ({
      id,
      mine: from === "me",
      text,
      time: clockTime(when),
      delivered,
    })),
  };
}

/** `14:02` */
const clockTime = (when: number): string => new Date(when).toTimeString().slice(0, 5);

function phaseOf({ at }: CallState): Phase {
  if (at === "answering") return "dialing";
  if (at === "reconnecting") return "live";
  return at === "closing" ? "idle" : at;
}

function statusOf(scene: Scene, state: string, showing: Showing): StatusLine {
  const { painting, keeping, voiceNews } = showing;
  const notice = keeping.trouble ?? noticeWords(scene, voiceNews);
  return {
    tone: toneOf(scene),
    state: isQuiet(scene) ? listeningWords(scene.listening) : state + wayOut(scene.call),
    figures: figuresOf(scene, painting),
    ...keepingWords(keeping, recordingWords(scene), opennessWords(scene)),
    ...modeOf(scene, voiceNews),
    ...(notice === undefined ? {} : { notice }),
  };
}

function modeOf(scene: Scene, voiceNews: boolean): Pick<StatusLine, "mode"> {
  const undisturbed = scene.undisturbed ? "do not disturb" : undefined;
  const modes = [
    doubtWords(scene.call),
    undisturbed,
    voiceMode(scene),
    voiceNews ? undefined : voiceLack(scene),
  ];
  const set = modes.filter((mode) => mode !== undefined);
  return set.length === 0 ? {} : { mode: set.join(", ") };
}

/** The lamp that is lit while others may see what is seen here, what is lit for `others`, and the news. */
export function keepingWords(
  { recording, news }: Keeping,
  ...others: readonly (string | undefined)[]
): Pick<StatusLine, "lamp" | "done"> {
  const lamps = [recording ? "rec" : undefined, ...others].filter((lamp) => lamp !== undefined);
  return {
    ...(lamps.length === 0 ? {} : { lamp: lamps.join(", ") }),
    ...(news === undefined ? {} : { done: news }),
  };
}

/** How long the end of a call is news, in milliseconds. */
const NEWS_AGE = 20_000;

/** Nothing goes on, and nothing has lately. */
function isQuiet({ call, now, since }: Scene): boolean {
  return call.at === "idle" && (!call.last || now - since >= NEWS_AGE);
}

function toneOf(scene: Scene): StatusLine["tone"] {
  const { call, trouble } = scene;
  if (call.at === "live") return call.suspect ? "trouble" : "live";
  if (call.at === "reconnecting") return "trouble";
  if (call.at === "ringing" || call.at === "verifying") return "alert";
  const bad = call.at === "idle" && !isQuiet(scene) && SAD.has(call.last?.reason ?? "");
  return bad || trouble !== undefined ? "trouble" : "calm";
}

const SAD: ReadonlySet<string> = new Set([
  "unreachable",
  "lost",
  "not-accepted",
  "protocol",
  "missed",
  "self",
  "changed-key",
  "blocked",
]);

const whole = (value: number): string => String(Math.round(value));

/** A call that is broken, or silent, has none: what was measured is no longer so. */
function figuresOf(scene: Scene, painting: Showing["painting"]): readonly string[] {
  const { call } = scene;
  if (call.at === "reconnecting" || (call.at === "live" && call.suspect)) return [];
  const ofCall = call.at === "live" ? callFigures(scene) : [];
  return [...limitWords(painting), ...voiceFigures(scene), ...ofCall];
}

/** Programs of a dialect tell neither when they saw what they show nor when they heard us. */
function callFigures({ figures, sending, ...scene }: Scene): readonly string[] {
  const isOpen = isInTheOpen(scene);
  const age = `age ${whole(figures.ageMsP50)} ms`;
  const rtt = `rtt ${figures.rttMs < 10 ? figures.rttMs.toFixed(1) : whole(figures.rttMs)} ms`;
  return [
    `${whole(figures.fpsIn)}/${whole(figures.fpsOut)} fps`,
    ...(isOpen ? [] : [age]),
    ...codingWords(sending),
    `${bits(figures.kbpsIn)}/${bits(figures.kbpsOut)} bit/s`,
    `drops ${figures.droppedIn}/${figures.droppedOut}`,
    ...(isOpen ? [] : [rtt]),
    `${figures.width}x${figures.height}`,
  ];
}

/** `850k`, `10.4M`. */
function bits(kilobits: number): string {
  return kilobits < 1000 ? `${Math.round(kilobits)}k` : `${(kilobits / 1000).toFixed(1)}M`;
}

function remoteOf(scene: Scene, state: string): PaneText {
  const { call, peerCamera } = scene;
  switch (call.at) {
    case "live":
      return {
        label: named(call.party),
        note: [peerCamera ? "waiting for the first picture" : "camera off", ...inTheOpen(scene)],
        ...markOf(scene),
      };
    case "reconnecting":
      return { label: named(call.party), note: [state, "h hangs up"] };
    case "dialing":
      return {
        label: call.target.name,
        note: [state, "h hangs up", ...inTheOpen(scene)],
        ...markOf(scene),
      };
    case "ringing":
    case "answering":
      return { label: named(call.party), note: [state], ...markOf(scene) };
    default:
      return (
        alarmOf(call) ?? {
          label: "",
          note: [state, "c calls somebody", listeningWords(scene.listening), ...inTheOpen(scene)],
          ...markOf(scene),
        }
      );
  }
}

function markOf(scene: Scene): Pick<PaneText, "mark"> {
  const mark = opennessWords(scene);
  return mark === undefined ? {} : { mark };
}

function alarmOf(call: CallState): PaneText | undefined {
  const note = warningLines(call);
  return note && { label: "", note, alarm: true };
}

/** What a call in a dialect is warned of before anything is seen in it. */
const inTheOpen = (scene: Scene): readonly string[] => (isInTheOpen(scene) ? [IN_THE_OPEN] : []);

function previewOf({ camera, source }: Scene): PaneText {
  if (!source) return { label: "you", note: ["no video"] };
  if (!camera) return { label: "you", note: ["camera off"] };
  const waiting = source.status.at === "waiting" ? "no picture" : "opening ...";
  return { label: `you: ${source.label.replace(/^pattern:/, "")}`, note: [waiting] };
}
