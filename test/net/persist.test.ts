import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { persist } from "../../src/net/persist.js";

interface Attempt {
  readonly signal: AbortSignal;
  readonly disposed: () => boolean;
  readonly succeed: () => void;
  readonly fail: (why: string) => void;
}

const never = new AbortController().signal;

/** Attempts that a test decides, one by one. */
function attempts(signal = never) {
  const begun: Attempt[] = [];
  const result = persist(
    {
      begin: (ending) =>
        new Promise<AsyncDisposable & { number: number }>((resolve, reject) => {
          let disposed = false;
          const number = begun.length;
          const thing = { number, [Symbol.asyncDispose]: async () => void (disposed = true) };
          begun.push({
            signal: ending,
            disposed: () => disposed,
            succeed: () => resolve(thing),
            fail: (why) => reject(new Error(why)),
          });
        }),
      mayPass: (error) => (error as Error).message === "crowd",
    },
    signal,
  );
  return { begun, result };
}

const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
};

test("the first attempt is enough where nothing is wrong", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { begun, result } = attempts();
  begun[0]!.succeed();
  assert.equal((await result).number, 0);
  t.mock.timers.tick(60_000);
  assert.equal(begun.length, 1);
});

test("a slow attempt is joined by others, and what comes second is let go of", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { begun, result } = attempts();
  t.mock.timers.tick(400);
  assert.equal(begun.length, 2);
  begun[1]!.succeed();
  assert.equal((await result).number, 1);
  assert.ok(begun[0]!.signal.aborted);
  begun[0]!.succeed();
  await settled();
  assert.ok(begun[0]!.disposed());
  assert.ok(!begun[1]!.disposed());
});

test("a crowd is tried four times, anything else once", async () => {
  const crowded = attempts();
  for (let n = 0; n < 4; n++) {
    crowded.begun[n]!.fail("crowd");
    await settled();
  }
  await assert.rejects(crowded.result, /crowd/);
  assert.equal(crowded.begun.length, 4);

  const refused = attempts();
  refused.begun[0]!.fail("refused");
  await assert.rejects(refused.result, /refused/);
  assert.equal(refused.begun.length, 1);
});

test("who gives up is not made to wait, and nothing begins any more", async () => {
  const giving = new AbortController();
  const { begun, result } = attempts(giving.signal);
  giving.abort();
  assert.ok(begun[0]!.signal.aborted);
  begun[0]!.fail("crowd");
  await assert.rejects(result);
  assert.equal(begun.length, 1);
  mock.reset();
});

test("what the first attempt met is told, though nobody was there for the second", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const { begun, result } = attempts();
  t.mock.timers.tick(400);
  begun[0]!.fail("another language");
  await settled();
  begun[1]!.fail("nobody");
  await assert.rejects(result, /another language/);
});
