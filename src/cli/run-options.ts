import { homedir } from "node:os";
import type { EngineWishes } from "../engine/orders.js";
import type { World } from "./world.js";
import type { QualityLimits } from "../call/quality.js";
import type { Options, TrustFirst } from "../app/options.js";
import type { Address, Dialect } from "../call/address.js";
import { detectColors } from "../render/detect-colors.js";
import { likelyGlyphs } from "../render/detect-glyphs.js";
import { detectNotifier } from "../render/notification.js";
import { pixelsWish } from "../render/pixels/detect-pixels.js";
import { openAddressBook } from "../store/address-book.js";
import { openIdentity } from "../store/identity-file.js";
import { NO_PEERS, openKnownPeers } from "../store/known-peers.js";
import { makeIdentity } from "../trust/identity.js";
import type { Said } from "./command.js";
import { readConfig } from "./config-file.js";
import { dumbTerminal, TerminalError } from "./exit.js";
import { isOptionName, type OptionName, type Settings } from "./option-table.js";
import { askedByEnvironment, settle } from "./settle.js";

/**
 * Everything a run is told: flags, environment, file and defaults, merged and validated.
 *
 * @throws UsageError for what does not fit, TerminalError where there is nothing to draw in.
 */
export function runOptions(said: Said, takes: readonly OptionName[]): Options {
  const { world } = said;
  const settings = settingsOf(said, takes);
  const face = settings.headless ? "headless" : settings.window ? "window" : "terminal";
  if (face === "terminal" && !world.terminal) throw noTerminal(world, takes);
  return {
    face,
    name: settings.name ?? world.name,
    listen: takes.includes("listen") ? listenAt(settings) : undefined,
    dialect: dialectOf(settings),
    sendSize: settings["send-size"],
    watches: false,
    source: settings.source,
    video: settings.video,
    voice: voiceOf(settings, world),
    fps: settings.fps,
    limits: limitsOf(settings),
    mirror: settings.mirror,
    autoAnswer: settings["auto-answer"],
    onlyKnown: settings["only-known"],
    undisturbed: settings.dnd,
    ssh: { command: settings["remote-command"], asks: canAsk(world) },
    homes: world.paths.homes,
    colors: detectColors({ flag: settings.color, env: world.environment }),
    glyphs: settings.glyphs,
    likely: likelyGlyphs(world.environment),
    pixels: pixelsWish(settings.pixels, world.environment),
    lossless: settings.lossless,
    tmux: (world.environment["TMUX"] ?? "") !== "",
    json: settings.json,
    size: settings.size,
    frames: settings.frames,
    saveFrames: saveFrames(settings),
    flashLog: settings["flash-log"],
    log: settings.log,
    mouse: settings.mouse,
    bell: settings.bell,
    notifier: detectNotifier(world.environment),
    saveTo: settings["save-to"] ?? world.pictures,
    recordAs: settings["record-as"],
    book: openAddressBook(world.paths.peers),
    ...keys(firstTrust(settings), takes.includes("trust-first") || watches(settings), world),
  };
}

/** A script has no ears, and its machine no microphone to be opened unasked. */
function voiceOf(settings: Settings, { environment }: World): EngineWishes | undefined {
  const { mic, speaker, echo, denoise, headless } = settings;
  const audio = settings.audio ?? (headless ? "off" : "auto");
  if (audio === "off") return undefined;
  return {
    sound: { audio, mic, speaker, systemEcho: echo === "system" },
    cleaning: { echo: echo === "on", noise: denoise },
    place: { environment: { ...environment }, home: homedir(), uid: process.getuid?.() ?? 0 },
  };
}

const limitsOf = ({ codec, "max-kbps": maxKbps }: Settings): QualityLimits => ({
  ...(codec === "auto" ? {} : { codec }),
  ...(maxKbps === undefined ? {} : { maxKbps }),
});

const dialectOf = ({ dialect }: Settings): Dialect | undefined =>
  dialect === "native" ? undefined : dialect;

function listenAt(settings: Settings): Address | undefined {
  const dialect = dialectOf(settings);
  if (settings.listen === false) return undefined;
  return dialect === undefined ? settings.listen : { dialect, ...settings.listen };
}

/** Whether ssh would ask in a window of its own: the rule is its own (ssh(1), SSH_ASKPASS). */
function canAsk({ environment }: World): boolean {
  const isSet = (name: string): boolean => (environment[name] ?? "") !== "";
  const isForced = environment["SSH_ASKPASS_REQUIRE"] === "force";
  return isSet("SSH_ASKPASS") && (isForced || isSet("DISPLAY") || isSet("WAYLAND_DISPLAY"));
}

/** Whether the source is a peer of our own kind. */
const watches = ({ source }: Settings): boolean => source?.startsWith("tetatty://") ?? false;

/** A script cannot compare fingerprints, and nobody stands between us and this machine. */
function firstTrust({ "trust-first": asked, headless }: Settings): TrustFirst {
  if (asked !== undefined) return asked ? "always" : "never";
  return headless ? "always" : "here";
}

/** Who calls nobody new needs no identity of theirs, and gets one that is gone after the run. */
function keys(trustFirst: TrustFirst, isNeeded: boolean, { paths }: World): Keys {
  return isNeeded
    ? { trustFirst, identity: openIdentity(paths.identity), known: openKnownPeers(paths.known) }
    : { trustFirst, identity: makeIdentity(), known: NO_PEERS };
}

type Keys = Pick<Options, "identity" | "known" | "trustFirst">;

/**
 * The options alone, for commands that hold no calls. Flags that mean something
 * of its own to the command are its own affair.
 *
 * @throws UsageError for what does not fit.
 */
export function settingsOf({ flags, world }: Said, takes: readonly OptionName[]): Settings {
  const path = world.paths.config;
  const asked = {
    flags: Object.fromEntries(Object.entries(flags).filter(([name]) => isTaken(name, takes))),
    environment: askedByEnvironment(world.environment),
    file: readConfig(path),
    path,
  };
  return settle(asked, takes);
}

const isTaken = (name: string, takes: readonly OptionName[]): boolean =>
  isOptionName(name) && takes.includes(name);

function noTerminal({ dumb }: World, takes: readonly OptionName[]): TerminalError {
  const ways = takes.filter((name) => name === "window" || name === "headless");
  const hint = ways.length === 0 ? "run it in one" : `add --${ways.join(" or --")}`;
  return dumb ? dumbTerminal(hint) : new TerminalError("there is no terminal to draw in", hint);
}

function saveFrames(settings: Settings): Options["saveFrames"] {
  const folder = settings["save-frames"];
  return folder === undefined ? undefined : { folder, every: settings["save-every"] };
}
