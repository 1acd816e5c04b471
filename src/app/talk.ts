import { Chat, type Conversation } from "../call/chat.js";
import type { Clock } from "../ports.js";
import { chatPieces } from "../wire/chat.js";
import type { LineSession } from "./line-session.js";

/** What is written in a phone's calls, and the way it leaves and comes: only on the link of the live call. */
export class Talk {
  readonly #chat = new Chat();
  readonly #clock: Clock;
  readonly #changed: () => void;
  #session: LineSession | undefined;
  /** There is a call to write in, though its link may be broken. */
  #open = false;

  constructor(clock: Clock, changed: () => void) {
    this.#clock = clock;
    this.#changed = changed;
  }

  /** The call with `name` is live on that link. */
  begin(name: string, session: LineSession | undefined): void {
    this.#session = session;
    this.#open = true;
    this.#chat.begin(name);
  }

  /** The call goes on on that link. */
  resume(session: LineSession | undefined): void {
    this.#session = session;
    this.#chat.resume();
  }

  /** The call is over; what was written stays to be read. */
  end(): void {
    this.#session = undefined;
    this.#open = false;
  }

  /** What was written in this call or, without one, in the last. */
  get conversation(): Conversation {
    return this.#chat;
  }

  /** Writes to the other side; long texts become several messages. Ignored without a call. */
  say(text: string): void {
    if (!this.#open) return;
    for (const piece of chatPieces(text)) this.#chat.write(piece, Date.now());
    this.tick();
    this.#changed();
  }

  /** Lets go what may leave by now. */
  tick(): void {
    if (!this.#session) return;
    for (const { number, text } of this.#chat.due(this.#clock.now()))
      this.#session.tell({ type: "chat", number, text });
  }

  hear(session: LineSession | undefined, number: number, text: string): void {
    if (session !== this.#session || text === "") return;
    this.#chat.hear(number, text, Date.now());
    session?.tell({ type: "delivered", number });
    this.#changed();
  }

  arrived(session: LineSession | undefined, number: number): void {
    if (session === this.#session && this.#chat.arrived(number)) this.#changed();
  }
}
