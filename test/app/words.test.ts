import assert from "node:assert/strict";
import { test } from "node:test";
import { callWords, codingWords, warningLines } from "../../src/app/words.js";
import { statusWords } from "../../src/render/words-status.js";
import { BOB, closed, dial, greeted, play, said, steadily, WE_ARE_LIVE } from "../call/script.js";

test("the status bar counts the seconds of a peer's silence, from four on", () => {
  const { state } = play(...WE_ARE_LIVE, 3900);
  assert.equal(callWords(state, 3900), "in call with bob 00:03");
  const { state: suspect } = play(...WE_ARE_LIVE, 4000);
  assert.equal(callWords(suspect, 4000), "bob: nothing heard for 4 s");
  assert.equal(callWords(suspect, 5100), "bob: nothing heard for 5 s");
});

test("a broken call says for how long it has been tried", () => {
  const bob = steadily(BOB);
  const { state } = play(dial(1, bob), greeted(1, bob), said(1, "accept"), closed(1));
  assert.equal(callWords(state, 65_000), "reconnecting to bob 01:05");
});

/** A status bar of 80 columns while pictures are `sending` like this. */
const shown = (sending: string): string => {
  const figures = ["30/30 fps", "age 33 ms", ...codingWords(sending), "850k/10.4M bit/s"];
  const status = { tone: "live", state: "in call with alice, 1:23", figures } as const;
  return statusWords(status, 80)
    .map(({ text }) => text)
    .join("");
};

test("80 columns have room for how pictures are coded, and mostly for why", () => {
  assert.match(shown("jpeg 60 (line 1 Mbit/s)"), /33 ms {2}jpeg 60 {2}\(line 1 Mbit\/s\)$/);
  assert.match(shown("jpeg 28 15 fps 75 % size (line 300 kbit/s)"), /jpeg 28 15 fps 75 % size$/);
  assert.match(shown("raw"), /raw {2}850k/);
  assert.deepEqual(codingWords(""), []);
});

test("the warning of another key says what to do, according to what was known before", () => {
  const target = { name: "bob", address: { host: "bob", port: 1 } };
  const advice = (fingerprint?: string): string => {
    const whom = fingerprint === undefined ? target : { ...target, fingerprint };
    const last = { reason: "changed-key", with: whom, detail: "SHA256:new" } as const;
    return warningLines({ at: "idle", last })!.slice(3).join(" ");
  };
  assert.match(advice(), /^ask them in another way.* tetatty peers forget bob$/);
  assert.match(advice("SHA256:other"), /ask for a new one/);
  assert.match(advice("SHA256:new"), /^it is the invite's; .* tetatty peers forget bob$/);
});
