/** Samples a second, everywhere: one channel, 16 bits signed. */
export const RATE = 48_000;
/** Samples in a millisecond. */
export const PER_MS = RATE / 1000;
/** Milliseconds of speech in one packet. */
export const FRAME_MS = 20;
/** Samples in one packet. */
export const FRAME = FRAME_MS * PER_MS;
