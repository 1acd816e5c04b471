import assert from "node:assert/strict";
import { test } from "node:test";
import { headlessStage } from "../../src/app/headless-stage.js";

test("a test pattern in place of a camera is said, and what else should be read beside it", () => {
  const said: string[] = [];
  const stage = headlessStage(false, (line) => said.push(line));
  const native = { width: 4, height: 2 };
  const news = {
    label: "pattern:ball",
    status: { at: "live", native, notice: "no camera" },
  } as const;
  stage.say(news);
  stage.say(news);
  stage.say({ ...news, notice: "not encrypted" });
  assert.deepEqual(said, ["no camera", "no camera; not encrypted"]);
});
