import assert from "node:assert/strict";
import { test } from "node:test";
import { recentCall } from "../../src/app/acquaintances.js";
import type { Scene } from "../../src/app/face.js";
import { CallFigures } from "../../src/app/figures.js";
import { peerRows } from "../../src/app/peer-rows.js";
import { screenOf } from "../../src/app/terminal-words.js";
import type { CallKind, CallState, Party } from "../../src/call/state.js";
import type { PeerRow, ScreenModel } from "../../src/render/screen-model.js";
import { FakeBook } from "../fakes/book.js";
import { FakeKnown } from "../fakes/known.js";

const key = (letter: string): Party["key"] => ({ fingerprint: `SHA256:${letter}`, base64: letter });
const caller = (name: string, port: number, letter: string): Party => ({
  id: letter,
  name,
  address: { host: "10.0.0.1", port },
  key: key(letter),
});

class World {
  readonly book = new FakeBook();
  readonly known = new FakeKnown();
  #when = Date.now();

  note(kind: CallKind, party: Party): void {
    this.book.note(recentCall(kind, party, this.#when++));
  }

  scene(call: CallState = { at: "idle" }): Scene {
    const { book, known } = this;
    const chat = { with: "", messages: [] };
    const figures = new CallFigures().read(0, undefined);
    const scene: Partial<Scene> = {
      book,
      call,
      chat,
      figures: { ...figures, droppedIn: 0 },
      sending: "",
      keys: known.keys,
      now: 0,
    };
    return scene as Scene;
  }

  rows(call?: CallState): readonly string[] {
    return peerRows(this.scene(call)).map(spelled);
  }
}

const spelled = ({ name, doubted, address, mark }: PeerRow): string =>
  `${mark} ${name}${doubted ? "?" : ""} ${address}`;

const live = (party: Party): CallState => ({
  at: "live",
  link: 1,
  party,
  since: 0,
  heardAt: 0,
  suspect: false,
  outgoing: true,
});

test("a key that came from two addresses is one row, two keys at one address are two", () => {
  const world = new World();
  world.note("incoming", caller("mallory", 1, "m"));
  world.note("incoming", caller("mallory", 2, "m"));
  assert.deepEqual(world.rows(), ["recent mallory? 10.0.0.1:2"]);
  world.note("missed", caller("eve", 2, "e"));
  assert.deepEqual(world.rows(), ["missed eve? 10.0.0.1:2", "recent mallory? 10.0.0.1:2"]);
});

test("a saved peer whose key calls from elsewhere is the same row, one who takes the name is not", () => {
  const world = new World();
  world.book.save({ name: "alice", address: { host: "10.0.0.9", port: 9 } });
  world.known.remember(key("a"), ["alice"]);
  world.note("missed", caller("alice", 1, "a"));
  world.note("incoming", caller("alice", 2, "m"));
  assert.deepEqual(world.rows(), ["missed alice 10.0.0.9:9", "recent alice? 10.0.0.1:2"]);
  world.known.block(key("m"));
  assert.deepEqual(world.rows().at(-1), "blocked alice? 10.0.0.1:2");
});

test("who was called by address is listed by name, in the call and after it", () => {
  const world = new World();
  const party = { ...caller("alice", 1, "a"), knownAs: "10.0.0.1:1" };
  world.known.remember(key("a"), ["10.0.0.1:1"]);
  world.note("failed", { ...party, name: "10.0.0.1:1" });
  assert.deepEqual(world.rows(), ["recent 10.0.0.1:1 10.0.0.1:1"]);
  assert.deepEqual(world.rows(live(party)), ["live alice 10.0.0.1:1"]);
  world.note("outgoing", party);
  assert.deepEqual(world.rows(), ["recent alice 10.0.0.1:1"]);
});

/** The screen of `call`. */
function shown(call: CallState): ScreenModel {
  const keeping = { recording: false, news: undefined, trouble: undefined };
  const showing = { painting: { limit: undefined }, keeping, voiceNews: false };
  return screenOf(new World().scene(call), showing);
}

/** Everything that names `party` on the screen of a call with them. */
function namesOf(party: Party): string {
  const { title, status, peers, remote, inCall } = shown(live(party));
  return [title, status.state, status.mode, spelled(peers[0]!), remote.label, inCall].join();
}

test("a name that nobody vouches for is marked wherever it stands in a call, and no other", () => {
  const stranger = caller("mallory", 1, "m");
  assert.doesNotMatch(namesOf(stranger), /mallory(?!\?)/);
  assert.match(namesOf(stranger), /unverified/);
  assert.doesNotMatch(namesOf({ ...stranger, knownAs: "mallory" }), /mallory\?|unverified/);
});

test("figures stand only while something is heard: of silence there is no measure", () => {
  const call = live(caller("mallory", 1, "m")) as Extract<CallState, { at: "live" }>;
  assert.ok(shown(call).status.figures.length > 0);
  assert.deepEqual(shown({ ...call, suspect: true }).status.figures, []);
});
