import type { ChatMessage } from "../call/chat.js";

/** For faces that say things once: which messages are new, or have arrived, since the last look. */
export class ChatNews {
  #seen: readonly ChatMessage[] = [];

  take(messages: readonly ChatMessage[]): readonly ChatMessage[] {
    if (messages === this.#seen) return [];
    const seen = new Set(this.#seen);
    this.#seen = messages;
    return messages.filter((message) => !seen.has(message));
  }
}
