import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DESERTED_TIMEOUT } from "../../src/call/timeouts.js";
import type { MemoryNetwork } from "../rig/memory-network.js";
import { agreement, type Met, Story, survival } from "./stories.js";

test("a call on the fake clock is a call", async () => {
  await using story = await Story.begin({ seed: 1, slowest: 50 });
  await story.connect();
  await story.assertTalking();
  story.ann.phone.hangUp();
  await story.net.pass(2000);
  story.assertIdle();
});

test("a call survives whatever the line and the machines do for less than two minutes, with every word", async () => {
  const met: Met = { resumed: 0, live: 0, idle: 0 };
  await fc.assert(survival(met), { numRuns: 60, seed: 7 });
  assert.ok(met.resumed > 40, `${met.resumed}`);
});

test("whatever people, lines and machines do, once it is quiet both are idle or talk with each other", async () => {
  const met: Met = { resumed: 0, live: 0, idle: 0 };
  await fc.assert(agreement(met), { numRuns: 60, seed: 7 });
  assert.ok(met.resumed > 5 && met.live > 10 && met.idle > 10, JSON.stringify(met));
});

test("a peer that is stopped is suspect after 4 s and reconnected to after 6; when it wakes the call goes on", async () => {
  await using story = await Story.begin({ seed: 3, slowest: 10 });
  await story.connect();
  const { net, ann, bob } = story;
  const { clock, seen } = watch(ann, net);
  bob.host.sleep(60_000);
  const stopped = clock();
  await net.pass(60_000);
  const after = (what: string): number => (seen.get(what) ?? Number.NaN) - stopped;
  // The last sign of life is up to a picture's interval old.
  assert.ok(after("suspect") > 3000 && after("suspect") <= 4200, `${after("suspect")}`);
  assert.ok(after("reconnecting") > 5000 && after("reconnecting") <= 6200);
  await net.pass(2000);
  assert.deepEqual([ann.at, bob.at], ["live", "live"]);
  await story.assertTalking();
});

for (const hidden of [false, true])
  test(`who quits while the call is broken says so first${hidden ? ", also who cannot be called" : ""}`, async () => {
    await using story = await Story.begin({ seed: 8, slowest: 50, hidden });
    await story.connect();
    const { net, ann, bob } = story;
    net.cut();
    await net.pass(10);
    assert.deepEqual([ann.at, bob.at], ["reconnecting", "reconnecting"]);
    assert.ok((await story.quit(ann)) <= 1000);
    assert.deepEqual([bob.at, bob.reason], ["idle", "they-hung-up"]);
  });

test("also who hung up just before, on a line that had fallen silent", async () => {
  await using story = await Story.begin({ seed: 9, slowest: 50 });
  await story.connect();
  const { net, ann, bob } = story;
  net.breakDown(400, true);
  for (const end of net.ends) end.mute();
  assert.ok((await story.quit(ann)) <= 1600);
  assert.deepEqual([bob.at, bob.reason], ["idle", "they-hung-up"]);
});

test("who quits and reaches nobody waits a second for it, and no longer", async () => {
  await using story = await Story.begin({ seed: 10, slowest: 50 });
  await story.connect();
  const { net, ann, bob } = story;
  net.breakDown(30_000, true);
  await net.pass(7000);
  assert.deepEqual([ann.at, bob.at], ["reconnecting", "reconnecting"]);
  assert.equal(await story.quit(ann), 1000);
  assert.equal(bob.at, "reconnecting");
});

test("whose program is gone is waited for 20 s after the path is back, and not for two minutes", async () => {
  await using story = await Story.begin({ seed: 11, slowest: 50, hidden: true });
  await story.connect();
  const { net, ann, bob } = story;
  net.breakDown(30_000, true);
  await net.pass(7000);
  await story.quit(bob);
  await net.pass(20_000 + DESERTED_TIMEOUT);
  assert.equal(ann.at, "reconnecting");
  await net.pass(6000);
  assert.deepEqual(
    [ann.at, ann.words],
    ["idle", "lost bob: tetatty is not running there any more"],
  );
});

test("a pause of five seconds on either side goes by without reconnecting", async () => {
  await using story = await Story.begin({ seed: 4, slowest: 10 });
  await story.connect();
  for (const { host } of story.both) {
    host.sleep(5000);
    await story.net.pass(12_000);
  }
  assert.deepEqual([story.ann.resumed, story.bob.resumed], [0, 0]);
  await story.assertTalking();
});

test("a machine that stands still with both of them on it loses no call", async () => {
  await using story = await Story.begin({ seed: 6, slowest: 10 });
  await story.connect();
  for (const { host } of story.both) host.sleep(60_000);
  await story.net.pass(70_000);
  assert.deepEqual([story.ann.resumed, story.bob.resumed], [0, 0]);
  await story.assertTalking();
});

test("two who say nothing else keep the call alive by heartbeats", async () => {
  await using story = await Story.begin({ seed: 5, slowest: 10 });
  await story.connect();
  for (const { phone } of story.both) phone.media.setCamera(false);
  const { seen } = watch(story.ann, story.net);
  await story.net.pass(60_000);
  assert.deepEqual([...seen.keys()], []);
});

test("the picture is back within two seconds of the line, however long and however it was away", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.oneof(fc.integer({ min: 0, max: 9000 }), fc.integer({ min: 0, max: 112_000 })),
      fc.boolean(),
      async (seed, time, silent) => {
        await using story = await Story.begin({ seed, slowest: 50 });
        await story.connect();
        story.net.breakDown(time, silent);
        await story.net.pass(time);
        const before = story.both.map(({ pictures }) => pictures);
        await story.net.pass(2000);
        for (const [index, { name, pictures }] of story.both.entries())
          assert.ok(pictures > (before[index] ?? 0), `${name} sees nothing`);
      },
    ),
    { numRuns: 60, seed: 7 },
  );
});

test("who hangs up while nothing comes through is heard soon after the line is back, whoever can be dialed", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer(),
      fc.record({ silent: fc.boolean(), hidden: fc.boolean(), annHangsUp: fc.boolean() }),
      fc.integer({ min: 100, max: 40_000 }),
      fc.integer({ min: 0, max: 40_000 }),
      async (seed, { silent, hidden, annHangsUp }, before, after) => {
        await using story = await Story.begin({ seed, slowest: 50, hidden });
        await story.connect();
        const [one, other] = annHangsUp ? story.both : story.both.toReversed();
        story.net.breakDown(before + after, silent);
        await story.net.pass(before);
        one?.phone.hangUp();
        await story.net.pass(after + 5000);
        const { state } = other?.phone ?? {};
        assert.equal(state?.at === "idle" && state.last?.reason, "they-hung-up");
        // One more link may have been on its way with the same news.
        await story.net.pass(5000);
        story.assertIdle();
      },
    ),
    { numRuns: 100, seed: 7 },
  );
});

/** Notes when `person`'s screen is first told of a suspicion, and of a broken call. */
function watch(
  { phone }: Story["ann"],
  { time }: MemoryNetwork,
): {
  readonly clock: () => number;
  readonly seen: ReadonlyMap<string, number>;
} {
  const seen = new Map<string, number>();
  phone.onChange(() => {
    const { state } = phone;
    const what = state.at === "live" && state.suspect ? "suspect" : state.at;
    if (what !== "live" && !seen.has(what)) seen.set(what, time.now());
  });
  return { clock: () => time.now(), seen };
}
