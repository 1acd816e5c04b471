import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
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
