import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { test } from "node:test";
import { OPTION_NAMES, type OptionName } from "../../src/cli/option-table.js";
import { GLYPHS } from "../../src/render/glyphs/glyph-set.js";
import { runOptions } from "../../src/cli/run-options.js";
import type { Flags } from "../../src/cli/words.js";
import { xdgPaths } from "../../src/store/paths.js";
import { temporaryFolder } from "../rig/temporary-folder.js";

interface Told {
  readonly flags?: Flags;
  readonly environment?: Readonly<Record<string, string>>;
  readonly file?: unknown;
  readonly terminal?: boolean;
  readonly takes?: readonly OptionName[];
}

const silent = (): void => undefined;

/** What a run is told, apart from its address book. */
function told({ flags = {}, environment = {}, file, terminal = true, takes = OPTION_NAMES }: Told) {
  using home = temporaryFolder();
  const paths = xdgPaths({}, home.path);
  if (file !== undefined) {
    mkdirSync(dirname(paths.config), { recursive: true });
    writeFileSync(paths.config, JSON.stringify(file));
  }
  const world = {
    environment,
    paths,
    pictures: "/pictures",
    terminal,
    dumb: environment["TERM"] === "dumb",
    typed: terminal,
    cells: undefined,
    name: "me@here",
    say: silent,
    remark: silent,
  };
  const { book, identity, known, homes, voice, ...options } = runOptions(
    { words: [], flags, world },
    takes,
  );
  assert.deepEqual(homes, paths.homes);
  assert.deepEqual(book.saved, []);
  assert.deepEqual(known.keys, []);
  assert.equal(existsSync(paths.identity), takes.includes("trust-first"));
  assert.match(identity.key.fingerprint, /^SHA256:/);
  if (voice) assert.deepEqual(voice.place.environment, environment);
  return { ...options, voice: voice && { sound: voice.sound, cleaning: voice.cleaning } };
}

test("told nothing, a run shows the camera, listens and is called user@host", () => {
  assert.deepEqual(told({}), {
    face: "terminal",
    name: "me@here",
    listen: { host: "", port: 7887 },
    source: undefined,
    video: true,
    fps: 30,
    limits: {},
    mirror: true,
    autoAnswer: false,
    onlyKnown: false,
    undisturbed: false,
    ssh: { command: "tetatty", asks: false },
    trustFirst: "here",
    colors: "mono",
    glyphs: "half",
    likely: GLYPHS.filter((glyphs) => glyphs !== "sextant" && glyphs !== "octant"),
    pixels: "off",
    tmux: false,
    json: false,
    size: { width: 160, height: 90 },
    frames: undefined,
    saveFrames: undefined,
    flashLog: undefined,
    log: undefined,
    lossless: false,
    mouse: true,
    bell: "away",
    notifier: undefined,
    saveTo: "/pictures",
    recordAs: "cast",
    dialect: undefined,
    sendSize: undefined,
    watches: false,
    voice: {
      sound: { audio: "auto", mic: undefined, speaker: undefined, systemEcho: false },
      cleaning: { echo: true, noise: false },
    },
  });
});

test("who lets in only those they know says so without a dialect", () => {
  assert.ok(told({ flags: { "only-known": true, dialect: "native" } }).onlyKnown);
});

test("everything that can be said arrives", () => {
  const file = { source: 1, fps: 10, mirror: false, listen: "127.0.0.1:0", color: 256 };
  const environment = {
    TETATTY_FPS: "20",
    TETATTY_SAVE_EVERY: "3",
    TETATTY_JSON: "on",
    TERM: "linux",
  };
  const flags = {
    headless: true,
    "save-frames": "out",
    name: "A\u030Asa",
    source: "pattern:flash",
    "flash-log": "f",
    size: "64x36",
    frames: "7",
    video: false,
    "auto-answer": true,
    dnd: true,
    log: "l",
    glyphs: "sextant",
    pixels: "kitty",
    lossless: true,
    mouse: false,
    bell: "silent",
    "save-to": "album",
    "record-as": "both",
    dialect: "videostream",
    "send-size": "40x24",
    codec: "jpeg",
    "max-kbps": "400",
    "remote-command": "/opt/tetatty",
    audio: "tone",
    mic: "desk",
    speaker: "USB",
    echo: "system",
    denoise: true,
  };
  assert.deepEqual(told({ file, environment, flags, terminal: false }), {
    face: "headless",
    name: "\u00C5sa",
    listen: { host: "127.0.0.1", port: 0, dialect: "videostream" },
    source: "pattern:flash",
    video: false,
    fps: 20,
    limits: { codec: "jpeg", maxKbps: 400 },
    mirror: false,
    autoAnswer: true,
    onlyKnown: false,
    undisturbed: true,
    ssh: { command: "/opt/tetatty", asks: false },
    trustFirst: "always",
    colors: "256",
    glyphs: "sextant",
    likely: ["half", "ascii"],
    pixels: "kitty",
    tmux: false,
    json: true,
    size: { width: 64, height: 36 },
    frames: 7,
    saveFrames: { folder: "out", every: 3 },
    flashLog: "f",
    log: "l",
    lossless: true,
    mouse: false,
    bell: "silent",
    notifier: undefined,
    saveTo: "album",
    recordAs: "both",
    dialect: "videostream",
    sendSize: { width: 40, height: 24 },
    watches: false,
    voice: {
      sound: { audio: "tone", mic: "desk", speaker: "USB", systemEcho: true },
      cleaning: { echo: false, noise: true },
    },
  });
});

test("a script hears nothing and is not heard unless it asks to", () => {
  const flags = { headless: true };
  assert.equal(told({ flags }).voice, undefined);
  assert.equal(told({ flags: { ...flags, audio: "auto" } }).voice?.sound.audio, "auto");
  assert.equal(told({ flags: { audio: "off" } }).voice, undefined);
  assert.equal(told({ flags: { audio: false } }).voice, undefined);
});

test("what a place says of its dialect counts more than what is said of all places", () => {
  const { listen } = told({ flags: { listen: "pickle://:9999", dialect: "videostream" } });
  assert.deepEqual(listen, { host: "", port: 9999, dialect: "pickle" });
  assert.equal(told({ flags: { dialect: "native" } }).listen?.dialect, undefined);
});

test("--no-listen and commands that hold no calls listen nowhere", () => {
  assert.equal(told({ flags: { listen: false } }).listen, undefined);
  assert.equal(told({ takes: ["fps"] }).listen, undefined);
});

test("NO_COLOR means mono until this program is told otherwise", () => {
  const environment = { NO_COLOR: "1" };
  assert.equal(told({ environment }).colors, "mono");
  assert.equal(told({ environment: { NO_COLOR: "", COLORTERM: "truecolor" } }).colors, "truecolor");
  assert.equal(told({ environment, file: { color: "truecolor" } }).colors, "truecolor");
  assert.equal(told({ environment, flags: { color: "16" } }).colors, "16");
});

const asks = (environment: Readonly<Record<string, string>>): boolean =>
  told({ environment }).ssh.asks;

test("ssh may ask where it would do so in a window of its own", () => {
  assert.equal(asks({}), false);
  assert.equal(asks({ SSH_ASKPASS: "/bin/ask" }), false);
  assert.equal(asks({ DISPLAY: ":0", WAYLAND_DISPLAY: "w" }), false);
  assert.equal(asks({ SSH_ASKPASS: "/bin/ask", DISPLAY: ":0" }), true);
  assert.equal(asks({ SSH_ASKPASS: "/bin/ask", WAYLAND_DISPLAY: "w" }), true);
  assert.equal(asks({ SSH_ASKPASS: "/bin/ask", SSH_ASKPASS_REQUIRE: "force" }), true);
});
