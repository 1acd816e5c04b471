/** What sound is here: one channel, signed 16-bit little-endian samples. */

/** Samples a second. */
export const RATE = 48_000;
export const SAMPLES_PER_MS = RATE / 1000;
export const SAMPLE_BYTES = 2;
export const BYTES_PER_MS = SAMPLES_PER_MS * SAMPLE_BYTES;
