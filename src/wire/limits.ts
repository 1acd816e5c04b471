/**
 * Hard ceilings on what a peer may make us hold or believe; each is checked
 * before anything is allocated. The same table stands in docs/PROTOCOL.md.
 */

/** Pictures larger than this are refused, in pixels. */
export const MAX_WIDTH = 1280;
export const MAX_HEIGHT = 720;
/** Pictures a second a peer may ask for. */
export const MAX_FPS = 60;
/** Payload of one record, in bytes. */
export const MAX_RECORD = 16_384;
/** Payload of the hello, in bytes of JSON. */
export const MAX_HELLO = 4096;
/** Shown length of a peer's name, in graphemes. */
export const MAX_NAME = 32;
/** Bytes of the reason in a goodbye. */
export const MAX_REASON = 128;
/** Payload of one chat message, in bytes: its number and its text. */
export const MAX_CHAT = 2048;
/** Shown length of a chat message, in graphemes. */
export const MAX_CHAT_TEXT = 500;
/** Chat messages a second that a peer may send, and how many at once. */
export const MAX_CHATS = 10;
export const MAX_CHAT_BURST = 20;
/** Payload of one packet of sound, in bytes: what Opus makes of 20 ms at most (RFC 6716, 3.4), and 13 more. */
export const MAX_SOUND = 1288;
/** Packets of sound a second that a peer may send, and how many a line that stood still may bring at once. */
export const MAX_SOUNDS = 100;
export const MAX_SOUND_BURST = 600;
/** Bytes that a coded picture may have beyond its raw pixels: headers of a picture that does not shrink. */
export const CODED_SLACK = 1024;
/** Words a second that a peer may say, whatever they are; twice as many at once. */
export const MAX_WORDS = 50;
/** Acknowledgements a second: one for each chunk of 16 KiB when the largest pictures come raw, 60 a second. */
export const MAX_ACKS = 12_000;
