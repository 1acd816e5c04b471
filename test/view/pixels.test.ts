import assert from "node:assert/strict";
import { test } from "node:test";
import { KittyImages } from "../rig/kitty-images.js";
import { drawSixels } from "../rig/sixel.js";
import { OnStage, rehearsal } from "./on-stage.js";

const QUERY = "\x1b_Gi=31";
const UPDATE_END = "\x1b[?2026l";

const stage = (words: readonly string[]): OnStage =>
  new OnStage({ command: `exec ${rehearsal("live", "remote=plasma", ...words)}` });

/** The images that stand on the terminal now. */
function images(on: OnStage): KittyImages {
  const kept = new KittyImages();
  for (const update of on.written.toString("latin1").split(UPDATE_END)) kept.write(update);
  return kept;
}

const only = (on: OnStage): readonly number[] => {
  const { shown } = images(on);
  return [...shown.values()].flatMap(({ rect }) => [rect.x, rect.y, rect.cols, rect.rows]);
};

test("a zoomed picture is an image where the terminal speaks kitty's protocol, and always one", async () => {
  await using on = stage(["pixels"]);
  await on.until("was asked", () => on.written.includes(QUERY));
  on.type("\x1b_Gi=31;OK\x1b\\\x1b[?62;4c\x1b[6;16;8t");
  await on.until("painted cells", () => on.terminal.is24Bit(5, 5));
  assert.equal(images(on).shown.size, 0, "not beside the list");
  on.type("z");
  await on.until("showed an image", () => only(on).join() === "0,0,80,22");
  on.type("?");
  await on.until("took it away for the help", () => only(on).length === 0);
  await on.until("shows cells around it", () => on.terminal.is24Bit(0, 10));
  on.type("\x1b");
  await on.until("showed it again", () => only(on).join() === "0,0,80,22");
  await on.resize(100, 30);
  await on.until("showed it larger", () => only(on).join() === "0,0,100,28");
  on.type("g");
  await on.until("went on to other shapes", () => only(on).length === 0);
  on.type("ggggg");
  await on.until("came back", () => only(on).length === 4);
  on.type("z");
  await on.until("ended with the zoom", () => only(on).length === 0);
  on.type("z");
  await on.until("came back again", () => only(on).length === 4);
  assert.equal(images(on).most, 1);
  on.type("\x03");
  await on.exited;
  assert.equal(images(on).shown.size, 0, "nothing is left");
});

test("cells under pixels are painted anew when these go, whatever became of them", async () => {
  await using on = new OnStage({ command: `exec ${rehearsal("live", "remote=bars", "pixels")}` });
  await on.until("was asked", () => on.written.includes(QUERY));
  on.type("\x1b[?62;4;22c\x1b[6;12;6tz");
  const drawn = (): number => on.written.toString("latin1").split("\x1bP0;1q").length - 1;
  const beside = (): boolean =>
    Array.from({ length: 22 }, (_, y) => on.terminal.is24Bit(0, y)).every(Boolean);
  await on.until("drew sixels", () => drawn() > 0);
  on.type("?");
  await on.until("painted the cells beside the help", beside);
  const before = drawn();
  on.type("\x1b");
  await on.until("drew sixels again", () => drawn() > before);
  // As sixels do in some terminals.
  await on.terminal.write("\x1b[m\x1b[22;1H\x1b[1J");
  on.type("?");
  await on.until("painted those cells again", beside);
});

test("sixels are drawn where only they are spoken, and cells where nothing is said", async () => {
  await using on = stage(["pixels"]);
  await on.until("was asked", () => on.written.includes(QUERY));
  on.type("\x1b[?62;4;22c\x1b[6;12;6t");
  await on.until("painted cells", () => on.terminal.is24Bit(5, 5));
  on.type("z");
  const sixels = (): string =>
    on.written.subarray(on.written.indexOf("\x1bP0;1q")).toString("latin1");
  await on.until("drew sixels", () => sixels().includes("\x1b\\"));
  const { frame } = drawSixels(sixels());
  assert.deepEqual([frame.width, frame.height], [480, 264]);
  await using silent = stage([]);
  await silent.until("painted cells", () => silent.terminal.is24Bit(5, 5));
  assert.ok(!silent.written.includes(QUERY));
});
