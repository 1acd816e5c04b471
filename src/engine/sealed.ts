/**
 * Datagrams that only the other end of a link can read and make: what {@link DatagramWriter} wrote, its words
 * sealed and a tag behind them (AES-128-CCM, RFC 3610, with a tag of 8 bytes as in RFC 6655: it weighs on
 * each of fifty packets a second). Each direction has a key of its own and numbers its datagrams, so that
 * no number is used twice.
 */
import { createCipheriv, createDecipheriv } from "node:crypto";
import { type Datagram, DatagramReader, DatagramWriter } from "../wire/datagram.js";
import { MAX_SOUND } from "../wire/limits.js";
import type { Sound } from "../wire/sound.js";

const CIPHER = "aes-128-ccm";
const KEY_BYTES = 16;
const IV_BYTES = 12;
const NUMBER_BYTES = 4;
const TAG_BYTES = 8;
const WITH_TAG = { authTagLength: TAG_BYTES } as const;
/** No datagram has a longer head. */
const MOST_BYTES = NUMBER_BYTES + 1 + MAX_SOUND + TAG_BYTES;

/** Bytes of secret that both directions need together. */
export const SECRET_BYTES = 2 * (KEY_BYTES + IV_BYTES);

/** The first half of a link's secret is for what the side sends that opened it. */
class Key {
  readonly bytes: Uint8Array;
  readonly #iv: Uint8Array;

  constructor(secret: Uint8Array, fromOpener: boolean) {
    const half = fromOpener ? 0 : KEY_BYTES + IV_BYTES;
    this.bytes = secret.slice(half, half + KEY_BYTES);
    this.#iv = secret.slice(half + KEY_BYTES, half + KEY_BYTES + IV_BYTES);
  }

  nonce(number: number): Uint8Array {
    const nonce = this.#iv.slice();
    const view = new DataView(nonce.buffer, IV_BYTES - NUMBER_BYTES);
    view.setUint32(0, (view.getUint32(0) ^ number) >>> 0);
    return nonce;
  }
}

/** What one side sends. */
export class Sealer {
  readonly #key: Key;
  readonly #writer = new DatagramWriter();

  /** `secret`: {@link SECRET_BYTES} that both ends know. */
  constructor(secret: Uint8Array, fromOpener: boolean) {
    this.#key = new Key(secret, fromOpener);
  }

  /** Without `sound` it is a probe. */
  seal(hears: boolean, sound: Sound | undefined): Uint8Array {
    const { number, head, words } = this.#writer.write(hears, sound);
    const cipher = createCipheriv(CIPHER, this.#key.bytes, this.#key.nonce(number), WITH_TAG);
    cipher.setAAD(head, { plaintextLength: words.length });
    const sealed = [cipher.update(words), cipher.final()];
    return Buffer.concat([head, ...sealed, cipher.getAuthTag()]);
  }
}

/** What the other side sends. */
export class Opener {
  readonly #key: Key;
  readonly #reader = new DatagramReader();

  /** `secret`: {@link SECRET_BYTES} that both ends know. */
  constructor(secret: Uint8Array, fromOpener: boolean) {
    this.#key = new Key(secret, fromOpener);
  }

  /** Undefined for whatever is not of the other end's making. Never throws on content. */
  open(bytes: Uint8Array): Datagram | undefined {
    const split = bytes.length > MOST_BYTES ? undefined : this.#reader.split(bytes);
    if (!split || split.words.length < TAG_BYTES) return undefined;
    const { number, head, words: sealed } = split;
    const length = sealed.length - TAG_BYTES;
    const decipher = createDecipheriv(CIPHER, this.#key.bytes, this.#key.nonce(number), WITH_TAG);
    decipher.setAuthTag(sealed.subarray(length)).setAAD(head, { plaintextLength: length });
    const words = decipher.update(sealed.subarray(0, length));
    try {
      decipher.final();
    } catch {
      // Forged, damaged, or of another link: as if it had never come.
      return undefined;
    }
    return this.#reader.take({ number, head, words });
  }
}
