/**
 * Random stories of two whole telephones, sessions and all, on a fake clock
 * and a line that does its worst, and what must be true of every one of them.
 */
import assert from "node:assert/strict";
import fc from "fast-check";
import { every } from "../../src/app/clock.js";
import { NO_LOG } from "../../src/app/log.js";
import { callWords } from "../../src/app/words.js";
import { Phone } from "../../src/app/phone.js";
import type { Target } from "../../src/call/state.js";
import { type Frame, makeFrame } from "../../src/frame/frame.js";
import { dice } from "../call/simulated-phones.js";
import { FakeBook } from "../fakes/book.js";
import { FakeKnown } from "../fakes/known.js";
import { type Host, MemoryNetwork } from "../rig/memory-network.js";

const SIZE = { width: 16, height: 12 };
/** Between pictures of either camera, in milliseconds. */
const INTERVAL = 500;
type Name = "ann" | "bob";

class Person implements AsyncDisposable {
  readonly name: Name;
  readonly host: Host;
  readonly phone: Phone;
  readonly book = new FakeBook();
  readonly target: Target;
  pictures = 0;
  /** How many times its call was taken up again. */
  resumed = 0;
  #before = "idle";
  readonly #camera: Disposable;

  constructor(net: MemoryNetwork, name: Name) {
    this.name = name;
    this.host = net.host(name);
    const key = { fingerprint: `SHA256:${name}`, base64: name };
    const clock = this.host.timing;
    this.phone = new Phone(
      {
        name,
        fps: 30,
        autoAnswer: false,
        trustFirst: "always",
        onlyKnown: false,
        undisturbed: false,
        camera: true,
        // JPEG takes real time, and deltas take long.
        limits: { codec: "raw" },
      },
      {
        network: this.host.network(key),
        clock,
        chance: () => net.roll(),
        log: NO_LOG,
        book: this.book,
        own: key,
        known: new FakeKnown(),
        onPicture: () => this.pictures++,
      },
    );
    this.phone.media.setShows(SIZE);
    this.target = { name, address: { host: name, port: 1 } };
    this.phone.onChange(() => {
      if (this.#before === "reconnecting" && this.at === "live") this.resumed++;
      this.#before = this.at;
    });
    this.#camera = every(clock, INTERVAL, () => this.phone.media.show(this.#picture()));
  }

  get at(): string {
    return this.phone.state.at;
  }

  /** Why there is no call any more, and the same in words. */
  get reason(): string | undefined {
    const { state } = this.phone;
    return state.at === "idle" ? state.last?.reason : undefined;
  }
  get words(): string {
    return callWords(this.phone.state, this.host.timing.now());
  }

  /** When the call began that is live. */
  get since(): number | undefined {
    const { state } = this.phone;
    return state.at === "live" ? state.since : undefined;
  }

  texts(from: "me" | "them"): readonly string[] {
    const { messages } = this.phone.talk.conversation;
    return messages.filter((each) => each.from === from).map(({ text }) => text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#camera[Symbol.dispose]();
    await this.phone[Symbol.asyncDispose]();
  }

  #picture(): Frame {
    const shade = Math.floor(this.host.timing.now()) % 251;
    const pixels = new Uint8Array(SIZE.width * SIZE.height * 3).fill(shade);
    return makeFrame(SIZE.width, SIZE.height, pixels, this.host.timing.now());
  }
}

interface LineOfStory {
  readonly seed: number;
  /** The longest way, in milliseconds. */
  readonly slowest: number;
  /** Nobody can dial Ann. */
  readonly hidden?: boolean;
}

/** Bytes a second of a line that is in order, and of one that is not. */
const FAST = 1e6;
const SLOW = 3000;

/** Two people on a line. */
export class Story implements AsyncDisposable {
  readonly net: MemoryNetwork;
  readonly ann: Person;
  readonly bob: Person;
  #written = 0;

  private constructor(net: MemoryNetwork) {
    this.net = net;
    this.ann = new Person(net, "ann");
    this.bob = new Person(net, "bob");
  }

  static async begin({ seed, slowest, hidden = false }: LineOfStory): Promise<Story> {
    const story = new Story(new MemoryNetwork(dice(seed), { rate: FAST, slowest }));
    for (const { phone, target } of [story.ann, story.bob])
      if (!hidden || target.name === "bob") await phone.listen(target.address);
    await story.net.pass(1);
    return story;
  }

  get both(): readonly [Person, Person] {
    return [this.ann, this.bob];
  }

  /** Ann calls Bob, who answers. */
  async connect(): Promise<void> {
    this.ann.phone.dial(this.bob.target);
    await this.net.pass(15_000);
    this.bob.phone.answer();
    await this.net.pass(8000);
  }

  /** Somebody writes something that was never written before. */
  write({ phone }: Person): void {
    phone.talk.say(`line ${++this.#written}`);
  }

  /** The call is live for both, and everything that belongs to one comes through. */
  async assertTalking(): Promise<void> {
    assert.deepEqual([this.ann.at, this.bob.at], ["live", "live"]);
    const before = this.both.map(({ pictures }) => pictures);
    for (const person of this.both) this.write(person);
    await this.net.pass(30_000);
    for (const [index, { name, pictures }] of this.both.entries())
      assert.ok(pictures > (before[index] ?? 0), `${name} sees nothing`);
    this.assertWritten();
    assert.deepEqual(this.ann.texts("me"), this.bob.texts("them"));
    assert.deepEqual(this.bob.texts("me"), this.ann.texts("them"));
    assert.equal(this.net.ends.size, 2, "links besides the call's");
  }

  /** Nobody talks, and nothing is left of what was. */
  assertIdle(): void {
    assert.deepEqual([this.ann.at, this.bob.at, this.net.ends.size], ["idle", "idle", 0]);
  }

  /** Nothing was shown twice or in another order. */
  assertWritten(): void {
    for (const person of this.both) {
      const numbers = person.texts("them").map((text) => Number(text.slice("line ".length)));
      assert.deepEqual(
        numbers,
        [...new Set(numbers)].toSorted((a, b) => a - b),
      );
    }
  }

  /** Ends `person`'s program, and resolves to the milliseconds that took. */
  async quit(person: Person): Promise<number> {
    const began = this.net.time.now();
    let took = Number.NaN;
    const over = person[Symbol.asyncDispose]();
    void over.then(() => (took = this.net.time.now() - began));
    await this.net.pass(3000);
    return took;
  }

  /** Ends; nothing is left of it. */
  async [Symbol.asyncDispose](): Promise<void> {
    let gone = 0;
    for (const person of this.both) void person[Symbol.asyncDispose]().then(() => gone++);
    await this.net.pass(20_000);
    assert.deepEqual([gone, this.net.ends.size, this.net.time.waiting], [2, 0, 0]);
  }
}

/** What can happen to a line and its machines. */
interface Trouble {
  readonly kind: "told" | "silent" | "cut" | "ann sleeps" | "bob sleeps" | "slow";
  /** How long it lasts, in milliseconds. */
  readonly time: number;
  /** Until something else happens. */
  readonly pause: number;
}

/** What people do. */
interface Deed {
  readonly who: "ann" | "bob";
  readonly what: "dial" | "answer" | "decline" | "hang up" | "write";
  readonly pause: number;
}

const aKind = fc.constantFrom<Trouble["kind"]>(
  ...(["told", "silent", "cut", "ann sleeps", "bob sleeps", "slow"] as const),
);
const aTrouble = (longest: number): fc.Arbitrary<Trouble> =>
  fc.record({
    kind: aKind,
    time: fc.oneof(fc.integer({ min: 0, max: 9000 }), fc.integer({ min: 0, max: longest })),
    pause: fc.oneof(fc.integer({ min: 0, max: 2000 }), fc.constant(20_000)),
  });

const aDeed: fc.Arbitrary<Deed> = fc.record({
  who: fc.constantFrom("ann", "bob"),
  what: fc.constantFrom("dial", "dial", "answer", "answer", "decline", "hang up", "write"),
  pause: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 9000 })),
});

async function befall({ net, ann, bob }: Story, { time, kind, pause }: Trouble): Promise<void> {
  if (kind === "told" || kind === "silent") net.breakDown(time, kind === "silent");
  else if (kind === "cut") net.cut();
  else if (kind === "slow") net.weather.rate = SLOW;
  else (kind === "ann sleeps" ? ann : bob).host.sleep(time);
  await net.pass(time);
  net.weather.rate = FAST;
  await net.pass(pause);
}

async function act(story: Story, { who, what, pause }: Deed): Promise<void> {
  const [person, other] = who === "ann" ? [story.ann, story.bob] : [story.bob, story.ann];
  const { phone } = person;
  if (what === "dial") phone.dial(other.target);
  else if (what === "write") story.write(person);
  else if (what === "hang up") phone.hangUp();
  else phone[what]();
  await story.net.pass(pause);
}

/** How often what was met, so that a test can tell whether its stories were worth telling. */
export type Met = Record<"resumed" | "live" | "idle", number>;

const aLine: fc.Arbitrary<LineOfStory> = fc.record({
  seed: fc.integer(),
  slowest: fc.constantFrom(5, 80, 300),
  hidden: fc.boolean(),
});

/** A call survives whatever the line and the machines do for less than two minutes, with every word. */
export const survival = (met: Met): fc.IAsyncProperty<unknown> =>
  fc.asyncProperty(
    aLine,
    // Three of them together are less than two minutes, should nothing come through between.
    fc.array(aTrouble(35_000), { minLength: 1, maxLength: 3 }),
    async (line, troubles) => {
      await using story = await Story.begin(line);
      await story.connect();
      const { since } = story.ann;
      for (const trouble of troubles) {
        for (const person of story.both) story.write(person);
        await befall(story, trouble);
        story.assertWritten();
      }
      await story.net.pass(20_000);
      await story.assertTalking();
      assert.equal(story.ann.since, since, "another call");
      assert.deepEqual([story.ann.book.recent.length, story.bob.book.recent.length], [1, 1]);
      met.resumed += story.ann.resumed;
    },
  );

/** Longer than the longest chain of timeouts: a call is lost, and a ring that came meanwhile is let ring. */
const QUIET = 200_000;

/** Whatever people, lines and machines do: once it is quiet, both are idle, or talk with each other. */
export const agreement = (met: Met): fc.IAsyncProperty<unknown> =>
  fc.asyncProperty(
    aLine,
    fc.boolean(),
    fc.array(
      fc.oneof({ arbitrary: aDeed, weight: 3 }, { arbitrary: aTrouble(140_000), weight: 1 }),
      { minLength: 1, maxLength: 10 },
    ),
    async (line, connected, turns) => {
      await using story = await Story.begin(line);
      if (connected) await story.connect();
      for (const turn of turns) {
        if ("who" in turn) await act(story, turn);
        else await befall(story, turn);
        story.assertWritten();
      }
      await story.net.pass(QUIET);
      if (story.ann.at === "live") await story.assertTalking();
      else story.assertIdle();
      met[story.ann.at === "live" ? "live" : "idle"]++;
      met.resumed += story.ann.resumed;
    },
  );
