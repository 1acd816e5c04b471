/** `tetatty show`: one camera for everybody who comes to watch. */
import { type Address, formatAddress } from "../call/address.js";
import type { Target } from "../call/state.js";
import type { Frame } from "../frame/frame.js";
import { mirror } from "../frame/mirror.js";
import { withDialects } from "../net/plain.js";
import { tlsNetwork } from "../net/tls.js";
import type { FrameSource, Log, Wanted } from "../ports.js";
import { clock, every } from "./clock.js";
import { CloseUp } from "./close-up.js";
import { headlessStage } from "./headless-stage.js";
import { NO_LOG, openLog } from "./log.js";
import { openAnySource } from "./open-source.js";
import { wantedBy } from "./pictures.js";
import type { Options } from "./options.js";
import { Showroom } from "./showroom.js";
import { USUAL_MANNER } from "./speech.js";
import { screenStage, type Stage, type StageNews, windowStage } from "./stage.js";
import { overheardWords } from "./overheard-words.js";
import { IN_THE_OPEN, listeningPlace, listeningWords } from "./words.js";

/** How often the words are brought up to date although nothing happened, in milliseconds. */
const REFRESH = 1000;
/** Pictures a second for ourselves alone. */
const OWN_FPS = 30;

/**
 * Shows what the source sees to everybody who comes, and to `guest`, who is
 * called. Runs until the user leaves; resolves to the exit code.
 *
 * @throws LinkError when the port cannot be had.
 */
export async function runShow(options: Options, guest: Target | undefined): Promise<number> {
  const log = options.log === undefined ? NO_LOG : openLog(options.log);
  await using room = makeRoom(options, log);
  if (guest) room.visit(guest);
  else if (options.listen) await room.listen(options.listen);
  await using source = openAnySource(options, log);
  const closeUp = new CloseUp(source);
  const ask = (): void => {
    source.want(closeUp.wanted(wantedBy(room.wanted, ownOf(stage), options.fps)));
  };
  await using stage = await openStage(options, log, async () => closeUp.take(ask));
  const reports = new Reports(options, room);
  const refresh = (): void => {
    ask();
    stage.say({ ...newsOf(room, source, guest), label: source.label, status: source.status });
    reports.look();
  };
  using _stage = stage.onChange(refresh);
  using _source = source.onChange(refresh);
  using _room = room.onChange(refresh);
  using _timer = every(clock, REFRESH, refresh);
  refresh();
  const over = new AbortController();
  const show = (frame: Frame): void => {
    if (closeUp.see(frame)) return;
    room.show(frame);
    if (stage.remoteSize.width > 0) stage.showRemote(options.mirror ? mirror(frame) : frame);
  };
  void showPictures(source, show, over.signal); // ends with the signal
  const code = await stage.left();
  over.abort();
  return code;
}

function makeRoom(options: Options, log: Log): Showroom {
  const { identity, known, book, sendSize } = options;
  return new Showroom(
    { ...options, manner: { ...USUAL_MANNER, sendSize } },
    { network: withDialects(tlsNetwork(identity)), clock, log, book, own: identity.key, known },
  );
}

async function openStage(
  options: Options,
  log: Log,
  picture: () => Promise<Frame | undefined>,
): Promise<Stage> {
  if (options.face === "window") return windowStage(log);
  if (options.face === "terminal") return screenStage(options, picture);
  return headlessStage(options.json, (line) => process.stdout.write(`${line}\n`));
}

/** What our own screen has a use for. */
function ownOf({ remoteSize, painting }: Stage): Wanted {
  return { ...remoteSize, fps: Math.min(OWN_FPS, painting?.fps ?? OWN_FPS) };
}

async function showPictures(
  source: FrameSource,
  show: (frame: Frame) => void,
  signal: AbortSignal,
): Promise<void> {
  for await (const frame of source.frames(signal)) show(frame);
}

/** What goes on, in words. */
function newsOf(
  room: Showroom,
  { label }: FrameSource,
  guest: Target | undefined,
): Omit<StageNews, "label" | "status"> {
  const { viewers, listening, problem, overheard } = room;
  const audience = viewers === 1 ? "1 viewer" : `${viewers} viewers`;
  const where = guest ? guest.name : placeWords(listening);
  const isOpen = (guest?.address ?? listening)?.dialect !== undefined;
  return {
    state: `showing ${label} to ${audience}`,
    figures: [where, `${Math.round(room.fps)} pictures/s`],
    lamp: isOpen ? "NOT ENCRYPTED" : undefined,
    notice:
      problem ?? (isOpen ? IN_THE_OPEN : overheardWords(overheard, { listening, shows: true })),
  };
}

/** Short, since it is all that a viewer needs to know. */
function placeWords(listening: Address | undefined): string {
  return listening ? listeningPlace(listening) : listeningWords(listening);
}

/** What programs are told with `--headless --json`. */
class Reports {
  readonly #room: Showroom;
  readonly #fingerprint: string;
  readonly #wanted: boolean;
  #ready = false;
  #viewers = 0;
  #statsAt = 0;

  constructor({ face, json, identity }: Options, room: Showroom) {
    this.#room = room;
    this.#fingerprint = identity.key.fingerprint;
    this.#wanted = face === "headless" && json;
  }

  look(): void {
    const { listening, viewers, visits, audience, fps } = this.#room;
    if (!this.#wanted) return;
    if (!this.#ready)
      write({ event: "ready", port: listening?.port ?? 0, fingerprint: this.#fingerprint });
    this.#ready = true;
    if (viewers !== this.#viewers)
      write({ event: "viewers", count: viewers, visits, from: audience.map(formatAddress) });
    this.#viewers = viewers;
    const now = clock.now();
    if (viewers === 0 || now < this.#statsAt) return;
    this.#statsAt = now + REFRESH - 5;
    write({ event: "stats", viewers, fpsOut: Math.round(fps * 10) / 10 });
  }
}

function write(event: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}
