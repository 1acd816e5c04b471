/** How long each side of a call waits for the other, in milliseconds. */

/** Give up on a peer that does not greet us after this long, in milliseconds. */
export const CONNECT_TIMEOUT = 10_000;
/** The same through ssh, which may have to jump, and to wait for somebody who touches a key or types a passphrase. */
export const SSH_CONNECT_TIMEOUT = 60_000;
/** Give up on a peer that does not answer after this long; the called side waits a little longer. */
export const RING_TIMEOUT = 30_000;
export const RUNG_TIMEOUT = RING_TIMEOUT + 2000;
/** Give up on a caller that does not confirm our answer. */
export const CONFIRM_TIMEOUT = 3000;
/** Wonder about a silent peer after this long, and treat it as gone after that long. */
export const SUSPECT_TIMEOUT = 4000;
export const SILENCE_TIMEOUT = 6000;
/** Give up on a call whose link broke and that could not be taken up again. */
export const RECONNECT_TIMEOUT = 120_000;
/** Believe that their program is gone when their own machine has said so to every try for so long. */
export const DESERTED_TIMEOUT = 20_000;
/** Take no answer to the question whose key it is for a no. */
export const VERIFY_TIMEOUT = 120_000;
/** Forget a link that does not finish closing. */
export const CLOSE_TIMEOUT = 1000;
