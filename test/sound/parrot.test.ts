import assert from "node:assert/strict";
import { test } from "node:test";
import { Parrot } from "../../src/sound/parrot.js";
import { RATE } from "../../src/sound/sample.js";

const BLOCK = RATE / 100;
const QUIET = new Int16Array(BLOCK).fill(20);
/** Ten milliseconds that can be told from all others. */
const word = (n: number): Int16Array => new Int16Array(BLOCK).fill(1000 + n);

/** What it says in `seconds` while it hears `words` and then nothing, each block by its first sample. */
function talk(parrot: Parrot, words: readonly Int16Array[], seconds: number): readonly number[] {
  return Array.from({ length: seconds * 100 }, (_, n) => {
    parrot.hear(words[n] ?? QUIET);
    return parrot.say(BLOCK)[0] as number;
  });
}

const loud = (said: readonly number[]): readonly number[] => said.filter((sample) => sample > 20);

test("what it was told it says once, whole and in order, when that is over", () => {
  const words = Array.from({ length: 100 }, (_, n) => word(n));
  const said = talk(new Parrot(), [...Array.from({ length: 50 }, () => QUIET), ...words], 5);
  assert.deepEqual(
    loud(said),
    words.map((block) => block[0]),
  );
  assert.ok(said.findIndex((sample) => sample > 20) >= 50 + 100 + 70);
});

test("a pause within what is said does not end it", () => {
  const pause = Array.from({ length: 50 }, () => QUIET);
  const said = talk(new Parrot(), [word(1), ...pause, word(2)], 3);
  assert.deepEqual(loud(said), [1001, 1002]);
});

test("whoever never stops is repeated after ten seconds", () => {
  const endless = Array.from({ length: 2500 }, () => word(5));
  const said = talk(new Parrot(), endless, 21);
  assert.equal(said.indexOf(1005), 999);
  assert.equal(loud(said).length, 1000);
});

test("its own words never come back, though they are heard at the other side", () => {
  const parrot = new Parrot();
  const said: number[] = [];
  // A loudspeaker into a microphone: what it says it is told half a second later.
  for (let n = 0; n < 2000; n++) {
    parrot.hear(n < 50 ? word(n) : new Int16Array(BLOCK).fill(said[n - 50] ?? 0));
    said.push(parrot.say(BLOCK)[0] as number);
  }
  assert.equal(loud(said).length, 50);
});

test("a quiet room says nothing, and is not remembered", () => {
  const parrot = new Parrot();
  assert.equal(loud(talk(parrot, [], 60)).length, 0);
  const said = talk(parrot, [word(1)], 3);
  const begins = said.findIndex((sample) => sample > 0);
  assert.ok(said.indexOf(1001) - begins <= 20, `${said.indexOf(1001) - begins} blocks before`);
});
