/**
 * Datagrams that only the other end of a link can read and make (AES-128-GCM):
 *
 *     0        4                       n       n + 16
 *     +--------+-----------------------+--------+
 *     | number |  sealed: flags, sound |  tag   |     flags: 1, I hear you
 *     +--------+-----------------------+--------+
 *
 * Each direction has a key of its own and numbers its datagrams from 0, so that no number is used twice.
 */
import { createCipheriv, createDecipheriv } from "node:crypto";
import { decodeSound, encodeSound, SOUND_HEADER_BYTES, type Sound } from "../wire/sound.js";
import { MAX_SOUND } from "../wire/limits.js";
import { isFault, RECORD_HEADER_BYTES } from "../wire/record.js";

const CIPHER = "aes-128-gcm";
const KEY_BYTES = 16;
const IV_BYTES = 12;
const NUMBER_BYTES = 4;
const TAG_BYTES = 16;
const LEAST_BYTES = NUMBER_BYTES + 1 + TAG_BYTES;
const MOST_BYTES = LEAST_BYTES + MAX_SOUND;
const HEARS = 1;

/** Bytes of secret that both directions need together. */
export const SECRET_BYTES = 2 * (KEY_BYTES + IV_BYTES);

export interface Datagram {
  /** Counts from 0, in each direction; 2^32 of them last for years. */
  readonly number: number;
  /** Whether its sender hears the other side. */
  readonly hears: boolean;
  /** None in a probe. */
  readonly sound: Sound | undefined;
}

/** One direction: the first half of a link's secret is for what the side sends that opened it. */
export class Sealed {
  readonly #key: Uint8Array;
  readonly #iv: Uint8Array;

  /** `secret`: {@link SECRET_BYTES} that both ends know. */
  constructor(secret: Uint8Array, fromOpener: boolean) {
    const half = fromOpener ? 0 : KEY_BYTES + IV_BYTES;
    this.#key = secret.slice(half, half + KEY_BYTES);
    this.#iv = secret.slice(half + KEY_BYTES, half + KEY_BYTES + IV_BYTES);
  }

  seal({ number, hears, sound }: Datagram): Uint8Array {
    const head = Buffer.alloc(NUMBER_BYTES);
    head.writeUInt32BE(number);
    const cipher = createCipheriv(CIPHER, this.#key, this.#nonce(head)).setAAD(head);
    const flags = Uint8Array.of(hears ? HEARS : 0);
    const words = sound ? encodeSound(sound).subarray(RECORD_HEADER_BYTES) : new Uint8Array();
    const sealed = [cipher.update(flags), cipher.update(words), cipher.final()];
    return Buffer.concat([head, ...sealed, cipher.getAuthTag()]);
  }

  /** Undefined for whatever is not of the other end's making. Never throws on content. */
  open(bytes: Uint8Array): Datagram | undefined {
    if (bytes.length < LEAST_BYTES || bytes.length > MOST_BYTES) return undefined;
    const head = bytes.subarray(0, NUMBER_BYTES);
    const decipher = createDecipheriv(CIPHER, this.#key, this.#nonce(head)).setAAD(head);
    decipher.setAuthTag(bytes.subarray(bytes.length - TAG_BYTES));
    const plain = decipher.update(bytes.subarray(NUMBER_BYTES, bytes.length - TAG_BYTES));
    try {
      decipher.final();
    } catch {
      // Forged, damaged, or of another link: as if it had never come.
      return undefined;
    }
    return read(head, plain);
  }

  #nonce(head: Uint8Array): Uint8Array {
    const nonce = this.#iv.slice();
    head.forEach((byte, n) => {
      const at = IV_BYTES - NUMBER_BYTES + n;
      nonce[at] = (nonce[at] as number) ^ byte;
    });
    return nonce;
  }
}

function read(head: Uint8Array, plain: Uint8Array): Datagram | undefined {
  const number = new DataView(head.buffer, head.byteOffset).getUint32(0);
  const hears = ((plain[0] as number) & HEARS) !== 0;
  const words = plain.subarray(1);
  if (words.length === 0) return { number, hears, sound: undefined };
  if (words.length < SOUND_HEADER_BYTES) return undefined;
  const sound = decodeSound(words);
  return isFault(sound) ? undefined : { number, hears, sound };
}
