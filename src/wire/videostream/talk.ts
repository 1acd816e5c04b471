/**
 * One videostream call: what to say and when, so that the tutorial's reader,
 * which counts on luck, survives it. Holds no socket and no clock.
 *
 *     accepter                     initiater
 *        "done"        ------>
 *                      <------        "done"
 *        "ROWS COLS"   ------>
 *                      <------        "ROWS COLS"
 *        N/ pixels ... <-----> N/ pixels ...
 *
 * Its reader takes whatever one `recv` returns for one message. So nothing may
 * be written right behind a size: the initiater waits for a sign that the
 * accepter has read it, and that sign is the accepter's first picture.
 */
import type { Frame } from "../../frame/frame.js";
import { DONE, encodeSize, type Format } from "./header.js";
import { type VideostreamFault, VideostreamReader } from "./reader.js";

/** Who waits for the call, and who calls; spelled as the tutorial does. */
export type Role = "accepter" | "initiater";

/** Silence that ends a size, in milliseconds: more than the gaps inside a message of ten letters. */
const QUIET = 30;
/** Without a sign from the accepter, pictures leave after so many milliseconds: its camera may have failed. */
const PATIENCE = 3000;
/**
 * Their pictures come all the time. Where none did for so many milliseconds,
 * the line may be broken for a moment. What is written before TCP notices, at
 * 200 ms, leaves as it is; what is written later waits together and is cut
 * anew. But their camera may have failed, too, and much later that is likelier.
 */
const LULL = 150;
const LONG_LULL = 10_000;
/** TCP tries again at twice the distance each time: so long after a lull, and as long as that was, it has. */
const RECOVERY = 300;

/** What came of bytes or of time, in order. */
export type Outcome =
  /** To be written, alone, in one write. */
  | { readonly do: "write"; readonly bytes: Uint8Array }
  /** They have said how large their pictures are: the call stands. */
  | { readonly do: "begin"; readonly size: Format }
  | { readonly do: "show"; readonly frame: Frame };

export class VideostreamTalk {
  readonly #role: Role;
  readonly #own: Format;
  readonly #reader = new VideostreamReader();
  /** When the other side was heard last, and when we told it our size; monotonic milliseconds. */
  #heardAt = 0;
  #sizedAt: number | undefined;
  /** Whether anything has come since. */
  #hasSeen = false;
  /** Whether they have shown anything. */
  #shows = false;
  /** When the line has recovered from their last lull. */
  #recoversAt = 0;

  /** `own`: of every picture that we send. */
  constructor(role: Role, own: Format) {
    this.#role = role;
    this.#own = own;
  }

  get fault(): VideostreamFault | undefined {
    return this.#reader.fault;
  }

  /** What to write before anything is heard. */
  open(): readonly Outcome[] {
    return this.#role === "accepter" ? [{ do: "write", bytes: DONE }] : [];
  }

  /** Never throws on content; after a {@link fault} nothing comes of anything. */
  *take(chunk: Uint8Array, now: number): Generator<Outcome, void, undefined> {
    const silence = now - this.#heardAt;
    if (this.#isLull(now)) this.#recoversAt = now + silence + RECOVERY;
    this.#heardAt = now;
    this.#hasSeen = this.#sizedAt !== undefined;
    for (const heard of this.#reader.push(chunk)) {
      if (heard.type === "done") yield* this.#greeted(now);
      else if (heard.type === "size") yield* this.#began(heard.size, now);
      else {
        this.#shows = true;
        yield { do: "show", frame: heard.frame };
      }
    }
  }

  /** To be called as often as the quiet is to be noticed. */
  *tick(now: number): Generator<Outcome, void, undefined> {
    if (now - this.#heardAt < QUIET) return;
    const heard = this.#reader.quiet();
    if (heard?.type === "size") yield* this.#began(heard.size, now);
  }

  /** Whether a picture may leave now. */
  maySend(now: number): boolean {
    if (this.#isLull(now) || now < this.#recoversAt) return false;
    if (this.#role === "accepter") return this.#reader.sizing;
    if (this.#sizedAt === undefined) return false;
    return this.#hasSeen || now - this.#sizedAt >= PATIENCE;
  }

  /** Whether they have fallen silent a short time ago. */
  #isLull(now: number): boolean {
    const silence = now - this.#heardAt;
    return this.#shows && silence >= LULL && silence < LONG_LULL;
  }

  /** Who waits says its size at once, who called when it has heard one. */
  *#greeted(now: number): Generator<Outcome, void, undefined> {
    if (this.#role === "accepter") yield this.#saySize(now);
    else yield { do: "write", bytes: DONE };
  }

  *#began(size: Format, now: number): Generator<Outcome, void, undefined> {
    if (this.#role === "initiater") yield this.#saySize(now);
    yield { do: "begin", size };
  }

  #saySize(now: number): Outcome {
    this.#sizedAt = now;
    return { do: "write", bytes: encodeSize(this.#own) };
  }
}
