import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { UsageError } from "../../src/cli/exit.js";
import {
  OPTION_NAMES,
  OPTIONS,
  type OptionName,
  type Settings,
} from "../../src/cli/option-table.js";
import { askedByEnvironment, settle, variableOf, type Asked } from "../../src/cli/settle.js";

const NOTHING: Asked = { flags: {}, environment: {}, file: {}, path: "config.json" };

const settleAll = (asked: Partial<Asked>) => settle({ ...NOTHING, ...asked }, OPTION_NAMES);

/** For each option some acceptable texts, as they are written in flags and variables. */
const TEXTS: { readonly [K in OptionName]: readonly string[] } = {
  source: ["0", "cat.mp4", "pattern:flash", "rtsp://host/x"],
  video: ["true", "false"],
  fps: ["1", "24", "60"],
  codec: ["auto", "raw", "delta", "jpeg"],
  "max-kbps": ["10", "100000"],
  mirror: ["true", "false"],
  audio: ["auto", "null", "tone", "parrot", "file:x.wav", "off"],
  mic: ["alsa_input.pci", "USB"],
  speaker: ["headphones"],
  echo: ["on", "off", "system"],
  denoise: ["true", "false"],
  name: ["alice", "bob@desk", "李雷"],
  listen: ["7000", ":0", "127.0.0.1:9", "pickle://:9999", "[::1]:80", "localhost", "off"],
  dialect: ["native", "videostream", "pickle"],
  "send-size": ["2x2", "176x124"],
  "only-known": ["true", "false"],
  dnd: ["true", "false"],
  "auto-answer": ["true", "false"],
  "remote-command": ["tetatty", "/opt/bin/tetatty", "nice tetatty"],
  "trust-first": ["true", "false"],
  window: ["true", "false"],
  color: ["auto", "256", "mono"],
  pixels: ["auto", "off", "sixel"],
  glyphs: ["half", "octant", "ascii"],
  lossless: ["true", "false"],
  mouse: ["true", "false"],
  bell: ["away", "always", "silent", "off"],
  log: ["a.log", "b"],
  "save-to": ["a", "b/c"],
  "record-as": ["cast", "video", "both"],
  headless: ["true", "false"],
  json: ["true", "false"],
  size: ["2x2", "160x90", "1280x720"],
  frames: ["1", "9999"],
  "save-frames": ["a", "b/c"],
  "save-every": ["1", "30"],
  "flash-log": ["f"],
};

/** Options whose value depends on others are left to tests of their own. */
const ALONE = OPTION_NAMES.filter(
  (name) =>
    !["window", "headless", "json", "size", "frames", "save-every", "flash-log"].includes(name),
);

/** The same text as yargs would hand it over. */
const asFlag = (name: OptionName, text: string): string | boolean =>
  OPTIONS[name].isSwitch ? text === "true" : text;

/** The same text as JSON would hold it. */
const asJson = (name: OptionName, text: string): unknown =>
  OPTIONS[name].isSwitch
    ? text === "true"
    : OPTIONS[name].json[0] === "number"
      ? Number(text)
      : text;

const value = (name: OptionName, text: string): unknown =>
  settleAll({ flags: { [name]: asFlag(name, text) } })[name];

test("a flag beats the environment, which beats the file, which beats the default", () => {
  const aCase = fc.constantFrom(...ALONE).chain((name) => {
    const text = fc.option(fc.constantFrom(...TEXTS[name]), { nil: undefined });
    return fc.record({ name: fc.constant(name), flag: text, variable: text, key: text });
  });
  fc.assert(
    fc.property(aCase, ({ name, flag, variable, key }) => {
      const settings = settleAll({
        flags: flag === undefined ? {} : { [name]: asFlag(name, flag) },
        environment: askedByEnvironment({ [variableOf(name)]: variable }),
        file: key === undefined ? {} : { [name]: asJson(name, key) },
      });
      const strongest = flag ?? variable ?? key;
      const expected = strongest === undefined ? OPTIONS[name].initial : value(name, strongest);
      assert.deepEqual(settings[name], expected);
    }),
    { numRuns: 500 },
  );
});

test("every acceptable text is accepted by all three places, and means the same", () => {
  for (const name of ALONE) {
    for (const text of TEXTS[name]) {
      const flag = settleAll({ flags: { [name]: asFlag(name, text) } })[name];
      assert.deepEqual(settleAll({ environment: { [name]: text } })[name], flag, `${name} ${text}`);
      assert.deepEqual(settleAll({ file: { [name]: asJson(name, text) } })[name], flag);
    }
  }
});

test("no text makes anything but a value or a usage error", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...OPTION_NAMES),
      fc.oneof(fc.string(), fc.constantFrom(...Object.values(TEXTS).flat()), fc.jsonValue()),
      fc.constantFrom("flags" as const, "environment" as const, "file" as const),
      (name, raw, place) => {
        try {
          settleAll({ [place]: { [name]: place === "file" ? raw : JSON.stringify(raw) } });
        } catch (error) {
          assert.ok(error instanceof UsageError, (error as Error).stack);
        }
      },
    ),
    { numRuns: 500 },
  );
});

test("listening is an address, or nowhere", () => {
  const listen = (text: string | boolean) => settleAll({ flags: { listen: text } }).listen;
  assert.deepEqual(settleAll({}).listen, { host: "", port: 7887 });
  assert.deepEqual(listen("7000"), { host: "", port: 7000 });
  assert.deepEqual(listen("0"), { host: "", port: 0 });
  assert.deepEqual(listen("127.0.0.1:0"), { host: "127.0.0.1", port: 0 });
  assert.deepEqual(listen("::1"), { host: "::1", port: 7887 });
  assert.equal(listen(false), false);
  assert.equal(settleAll({ environment: { listen: "off" } }).listen, false);
  assert.equal(settleAll({ file: { listen: false } }).listen, false);
  assert.throws(() => listen("65536"), UsageError);
});

test("a file option asked for in the file is turned off by --no-…", () => {
  assert.equal(settleAll({ file: { log: "a" }, flags: { log: false } }).log, undefined);
});

const faces = ({ window, headless }: Settings): string =>
  window ? "window" : headless ? "headless" : "terminal";

test("of two faces the one asked for in the stronger place is shown", () => {
  assert.equal(faces(settleAll({ file: { window: true }, flags: { headless: true } })), "headless");
  assert.equal(
    faces(settleAll({ environment: { headless: "on" }, flags: { window: true } })),
    "window",
  );
  assert.equal(faces(settleAll({ file: { window: true }, flags: { window: false } })), "terminal");
  assert.throws(() => settleAll({ file: { window: true, headless: true } }), UsageError);
});

test("an option without effect is an error on the command line and waits elsewhere", () => {
  assert.throws(() => settleAll({ flags: { json: true } }), UsageError);
  assert.equal(settleAll({ file: { json: true } }).json, false);
  assert.equal(settleAll({ file: { json: true }, flags: { headless: true } }).json, true);
  assert.equal(settleAll({ file: { headless: true }, flags: { json: true } }).json, true);
  assert.throws(() => settleAll({ file: { headless: true }, flags: { json: true, window: true } }));
  assert.equal(settleAll({ flags: { json: false } }).json, false);
});

test("a command sees the options it takes, and all are checked", () => {
  const file = { fps: 10, headless: true };
  const settings = settle({ ...NOTHING, file }, ["fps"]);
  assert.deepEqual([settings.fps, settings.headless], [10, false]);
  assert.throws(() => settle({ ...NOTHING, file: { name: "" } }, ["fps"]), UsageError);
});
