import assert from "node:assert/strict";
import { test } from "node:test";
import type { ScreenCommand } from "../../src/render/keys.js";
import type { Phase, ScreenModel } from "../../src/render/screen-model.js";
import { Controls } from "../../src/view/controls.js";
import { Tokens } from "../../src/view/tokens.js";

const MODEL: ScreenModel = {
  title: "",
  status: { tone: "calm", state: "", figures: [] },
  remote: { label: "", note: [] },
  preview: { label: "", note: [] },
  phase: "idle",
  peers: [
    { name: "alice", address: "10.0.0.1", saved: true, mark: "saved", note: "" },
    {
      name: "bob",
      address: "bob.example",
      saved: false,
      mark: "missed",
      note: "",
      key: "SHA256:bob",
    },
    { name: "", address: "10.0.0.3", saved: false, mark: "recent", note: "" },
  ],
};

interface Desk {
  readonly controls: Controls;
  readonly said: string[];
  /** Bytes as a terminal sends them. */
  type(bytes: string): Desk;
}

function said(command: ScreenCommand): string {
  if (command.type === "say") return `say ${command.text}`;
  if (command.type === "block") {
    const { peer } = command;
    return `block ${peer ? `${peer.name} ${peer.key ?? "without a key"}` : "whoever calls"}`;
  }
  if (command.type === "dial") return `dial ${command.to}`;
  return command.type === "seek" ? `seek ${command.by}` : command.type;
}

function desk(changes: Partial<ScreenModel> = {}): Desk {
  const words: string[] = [];
  const model = { ...MODEL, ...changes };
  const controls = new Controls(
    {
      onCommand: (command) => words.push(said(command)),
      onLeave: () => words.push("leave"),
      onRedraw: () => words.push("redraw"),
      onSuspend: () => words.push("suspend"),
      onGlyphs: () => words.push("glyphs"),
      onRefused: (why) => words.push(`(${why})`),
      onColors: () => words.push("colors"),
    },
    model,
  );
  const tokens = new Tokens();
  const self: Desk = {
    controls,
    said: words,
    type(bytes) {
      for (const input of [...tokens.push(bytes), ...tokens.decide()]) controls.input(input, 5);
      return self;
    },
  };
  return self;
}

test("each key gives its command in the phases where it means something", () => {
  const expected: readonly (readonly [Phase, string, readonly string[]])[] = [
    ["idle", "\r", ["dial 10.0.0.1"]],
    ["idle", "j\r", ["dial bob.example"]],
    ["idle", "\x1b[B\x1b[B\x1b[B\r", ["dial 10.0.0.3"]],
    ["idle", "jjk\r", ["dial bob.example"]],
    ["idle", "h", []],
    ["idle", "a", []],
    ["dialing", "h", ["hang-up"]],
    ["ringing", "a", ["answer"]],
    ["ringing", "d", ["decline"]],
    ["ringing", "dd", ["decline", "decline"]],
    ["ringing", "b", ["block whoever calls"]],
    ["idle", "jb", ["block bob SHA256:bob"]],
    ["live", "b", []],
    ["idle", "D", ["toggle-undisturbed"]],
    ["idle", "d", []],
    ["live", "h", ["hang-up"]],
    ["live", "v", ["toggle-video"]],
    ["live", "mM", ["toggle-mute", "push-to-talk"]],
    ["live", "  +-=", ["talk", "talk", "louder", "quieter", "louder"]],
    ["idle", "m ", []],
    ["live", "ihello\r", ["say hello"]],
    ["live", "\rhello \r\rq\r", ["say hello", "say q"]],
    ["live", "i \r", []],
    ["live", "ione\r\x1b[A!\r", ["say one", "say one!"]],
    ["idle", "i", []],
    ["idle", "q", ["quit"]],
    ["live", "\x03", ["leave"]],
    ["live", "\x0c", ["redraw"]],
    ["live", "\x1a", ["suspend"]],
  ];
  for (const [phase, bytes, commands] of expected) {
    assert.deepEqual(desk({ phase }).type(bytes).said, commands, `${phase} ${bytes}`);
  }
});

test("the prompt dials what it says: an address as typed, a whole name as saved", () => {
  assert.deepEqual(desk().type("c10.1.1.1:99\r").said, ["dial 10.1.1.1:99"]);
  assert.deepEqual(desk().type("calice\r").said, ["dial 10.0.0.1"]);
  assert.deepEqual(desk().type("cali\r").said, ["dial ali"]);
  assert.deepEqual(desk().type("c\r").said, []);
  assert.deepEqual(desk().type("c10.9\x1b").said, [], "escape leaves");
});

test("tab completes the peer that matches, and goes round", () => {
  const completed = desk().type("cb\t");
  assert.equal(completed.controls.prompt.before, "bob");
  assert.deepEqual(completed.type("\r").said, ["dial bob.example"]);
  assert.deepEqual(desk().type("c\t\t\r").said, ["dial bob.example"]);
  assert.deepEqual(desk().type("c\x1b[Z\r").said, ["dial 10.0.0.3"]);
  assert.equal(desk().type("c\t\tx").controls.prompt.before, "bobx");
  assert.equal(desk().type("c\t\tx").controls.prompt.chosen, -1, "typing starts over");
});

test("letters that are commands elsewhere are letters in the prompt", () => {
  const { controls, said: commands } = desk({ phase: "ringing" }).type("cadqhvz?");
  assert.equal(controls.prompt.before, "adqhvz?");
  assert.deepEqual(commands, []);
});

test("ctrl-c leaves from everywhere", () => {
  for (const before of ["", "c", "?"])
    assert.deepEqual(desk().type(`${before}\x03`).said, ["leave"]);
  assert.deepEqual(desk({ inCall: "alice" }).type("q\x03").said, ["leave"]);
});

test("quitting asks first while a call is up", () => {
  const live = { inCall: "alice", phase: "live" } as const;
  assert.deepEqual(desk(live).type("qy").said, ["quit"]);
  assert.deepEqual(desk(live).type("qn").said, []);
  assert.deepEqual(desk(live).type("q\x1b").said, []);
  assert.equal(desk(live).type("q").controls.place, "question");
});

test("the question goes when the call does", () => {
  const { controls } = desk({ inCall: "alice", phase: "live" }).type("q");
  controls.update(MODEL);
  assert.equal(controls.place, "main");
});

test("a paste opens the prompt and never runs keys", () => {
  const { controls, said: commands } = desk().type("\x1b[200~10.0.0.9\nhvq\x1b[201~");
  assert.equal(controls.prompt.before, "10.0.0.9 hvq");
  assert.deepEqual(commands, []);
  assert.equal(desk().type("cx\x1b[200~y z\x1b[201~").controls.prompt.before, "xy z");
});

test("in a call a paste is something to say, as one line; a very long one asks first", () => {
  const live = desk({ phase: "live", inCall: "zoe" });
  live.type("\x1b[200~one\ntwo\x1b[201~");
  assert.equal(live.controls.place, "chat");
  assert.deepEqual(live.type("\r").said, ["say one two"]);
  const long = "x".repeat(2001);
  live.type(`\x1b[200~${long}\x1b[201~`);
  assert.equal(live.controls.place, "paste");
  assert.deepEqual(live.type("n\r").said, ["say one two"], "no leaves the line as it was");
  live.type(`\x1b[200~${long}\x1b[201~y\r`);
  assert.deepEqual(live.said, ["say one two", `say ${long}`]);
});

test("escape leaves the line as it is, and its letters were no keys", () => {
  const live = desk({ phase: "live" }).type("ihvq\x1b").type("v").type("i!\r");
  assert.deepEqual(live.said, ["toggle-video", "say hvq!"]);
});

test("the line being written survives its call's end, and writing does not", () => {
  const live = desk({ phase: "live", inCall: "zoe" }).type("ihalf");
  live.controls.update({ ...MODEL, phase: "idle" });
  assert.equal(live.controls.place, "main");
  live.type("q");
  assert.deepEqual(live.said, ["quit"]);
});

test("a click selects and a second one calls, but a key between them starts over", () => {
  const once = desk();
  once.controls.click(1);
  assert.equal(once.controls.selected, 1);
  assert.deepEqual(once.said, []);
  once.controls.click(1);
  assert.deepEqual(once.said, ["dial bob.example"]);
  const between = desk();
  between.controls.click(0);
  between.type("j");
  between.controls.click(0);
  assert.deepEqual(between.said, []);
  between.controls.click(99);
  assert.deepEqual(between.said, []);
});

test("the selection stays on its peer when the list moves under it", () => {
  const { controls } = desk().type("j");
  controls.update({ ...MODEL, peers: MODEL.peers.toReversed() });
  assert.equal(controls.selected, 1);
  controls.update({ ...MODEL, peers: [MODEL.peers[1]!, ...MODEL.peers] });
  assert.equal(controls.selected, 0);
});

test("the help scrolls no further than it must, and closes", () => {
  const { controls } = desk().type("?jjjjjjjjj");
  assert.equal(controls.helpFrom, 5);
  assert.equal(desk().type("?q").controls.place, "main");
  assert.deepEqual(desk().type("?q").said, [], "q closes the help and does not quit");
});

test("zoom and preview go on and off", () => {
  const { controls } = desk().type("zp");
  assert.ok(controls.zoomed && !controls.preview);
});

test("zoom ends with the call, so that the peers to call next are seen", () => {
  const { controls } = desk({ phase: "live", inCall: "zoe" }).type("z");
  controls.update({ ...MODEL, phase: "live", inCall: "zoe" });
  assert.ok(controls.zoomed);
  controls.update(MODEL);
  assert.ok(!controls.zoomed);
});

test("a recording is steered where it is all there is, and only there", () => {
  const keys = " .l\x1b[D\x1b[C\x1b[A\x1b[B\x1b[1;2D\x1b[1;2C\x1b[H";
  const steered = desk({ alone: true, steered: true });
  steered.controls.update({ ...MODEL, alone: true, steered: true });
  assert.deepEqual(steered.type(keys).said, [
    "pause",
    "step",
    "loop",
    ...[-5000, 5000, 60_000, -60_000, -1000, 1000].map((by) => `seek ${by}`),
    "rewind",
  ]);
  const still = desk({ alone: true });
  still.controls.update({ ...MODEL, alone: true });
  assert.deepEqual(still.type(keys).said, []);
  assert.deepEqual(still.type("Q").said, ["quit"]);
});

test("a key that can do nothing now says why, and so does a paste into a chat that is none", () => {
  const refused = { write: "no chat", "toggle-mute": "no sound" };
  const live = desk({ phase: "live", inCall: "old program", refused });
  assert.deepEqual(live.type("imh\x1b[200~hello\x1b[201~").said, [
    "(no chat)",
    "(no sound)",
    "hang-up",
    "(no chat)",
  ]);
  assert.equal(live.controls.place, "main");
});
