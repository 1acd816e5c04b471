/**
 * What two people write to each other in one call. Told the time; bounded;
 * outlives the call, so that the last words can still be read, until the next
 * one begins.
 */
import { Allowance } from "./allowance.js";

export interface ChatMessage {
  /** Never the same twice, growing. */
  readonly id: number;
  readonly from: "me" | "them";
  /** Its writer's own count, from 1; the other side's is a claim. */
  readonly number: number;
  /** One clean line. */
  readonly text: string;
  /** Wall clock, milliseconds since 1970: when we wrote or got it. */
  readonly when: number;
  /** Whether it has arrived. */
  readonly delivered: boolean;
}

/** What was written in one call. */
export interface Conversation {
  /** What the other side is called. */
  readonly with: string;
  /** Oldest first; the same array until something changes. */
  readonly messages: readonly ChatMessage[];
}

/** Older ones are forgotten. */
export const MOST_MESSAGES = 500;
/**
 * Our own messages leave at most so fast, a second and at once: those that
 * gather while a line stalls as long as a link lives (6 s) still come within
 * what a peer takes at once (20), and nobody writes faster by hand.
 */
const RATE = 2;
const BURST = 5;

export class Chat implements Conversation {
  #with = "";
  #messages: readonly ChatMessage[] = [];
  #unsent: readonly ChatMessage[] = [];
  #pace = new Allowance(RATE, BURST);
  #nextId = 1;
  #nextNumber = 1;
  /** The highest number the other side has used. */
  #heard = 0;

  get with(): string {
    return this.#with;
  }

  get messages(): readonly ChatMessage[] {
    return this.#messages;
  }

  /** Another call: what was said in the one before is gone. */
  begin(withWhom: string): void {
    this.#with = withWhom;
    this.#messages = [];
    this.#unsent = [];
    this.#pace = new Allowance(RATE, BURST);
    this.#nextNumber = 1;
    this.#heard = 0;
  }

  /** The call goes on elsewhere: what is not known to have arrived leaves again. */
  resume(): void {
    this.#unsent = this.#messages.filter(({ from, delivered }) => from === "me" && !delivered);
  }

  /** Notes what we write; {@link due} says when it leaves. `text` fits one message. */
  write(text: string, when: number): void {
    const message = { from: "me", number: this.#nextNumber++, text, when } as const;
    this.#unsent = [...this.#unsent, this.#note({ ...message, delivered: false })].slice(
      -MOST_MESSAGES,
    );
  }

  /** The messages that may leave `now` (monotonic milliseconds), each given once. */
  due(now: number): readonly ChatMessage[] {
    let count = 0;
    while (count < this.#unsent.length && this.#pace.take(now)) count++;
    const leaving = this.#unsent.slice(0, count);
    if (count > 0) this.#unsent = this.#unsent.slice(count);
    return leaving;
  }

  /** Notes what the other side wrote, unless it has said so before. */
  hear(number: number, text: string, when: number): void {
    if (number <= this.#heard) return;
    this.#heard = number;
    this.#note({ from: "them", number, text, when, delivered: true });
  }

  /** The other side has our message of that number; false when there is none that waits for this. */
  arrived(number: number): boolean {
    const waits = ({ from, number: own, delivered }: ChatMessage): boolean =>
      from === "me" && own === number && !delivered;
    if (!this.#messages.some(waits)) return false;
    this.#messages = this.#messages.map((each) =>
      waits(each) ? { ...each, delivered: true } : each,
    );
    return true;
  }

  #note(message: Omit<ChatMessage, "id">): ChatMessage {
    const noted = { id: this.#nextId++, ...message };
    this.#messages = [...this.#messages, noted].slice(-MOST_MESSAGES);
    return noted;
  }
}
