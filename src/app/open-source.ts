/** Opens whatever shows pictures: what `camera/` knows, and peers. */
import type { Target } from "../call/state.js";
import {
  notRecorded,
  openPlayable,
  openSource,
  type Playable,
  type Playing,
  SourceError,
} from "../camera/open.js";
import { withDialects } from "../net/plain.js";
import { tlsNetwork } from "../net/tls.js";
import type { AddressBook, FrameSource, Log } from "../ports.js";
import { clock } from "./clock.js";
import type { Options } from "./options.js";
import { PeerSource } from "./peer-source.js";
import { findTarget } from "./target.js";

const PEER = /^(?:tetatty|videostream|pickle):\/\//;
const OURS = "tetatty://";

/** Whether `text` names a peer by a scheme of ours. */
export const isPeer = (text: string): boolean => PEER.test(text);

/**
 * What `--source` says, or the usual.
 *
 * @throws SourceError when that cannot be a source.
 */
export function openAnySource(options: Options, log: Log): FrameSource {
  const { source, fps, flashLog } = options;
  if (source === undefined || !isPeer(source)) return openSource(source, { fps, flashLog, log });
  return openPeer(source, options, log);
}

/**
 * What is to be played: recordings, and peers, which nobody steers.
 *
 * @throws SourceError when `text` cannot be played.
 */
export function openAnyPlayable(
  text: string,
  playing: Playing,
  options: Options,
  log: Log,
): Playable {
  if (!isPeer(text)) return openPlayable(text, playing, { fps: options.fps, log });
  if (playing.start > 0) throw notRecorded("what a peer shows");
  return { source: openPeer(text, options, log), player: undefined, still: false, file: false };
}

function openPeer(text: string, options: Options, log: Log): FrameSource {
  const { identity, known, book, ssh } = options;
  const target = peerCalled(text, book);
  if (!target) throw new SourceError(`--source: nobody can be reached at "${text}"`);
  const network = withDialects(tlsNetwork(identity, { ssh }));
  const parts = { network, clock, chance: Math.random, log, book, own: identity.key, known };
  return new PeerSource(target, options, parts);
}

/** An invite, a place in a dialect, or `tetatty://` before a saved name or an address. */
function peerCalled(text: string, book: AddressBook): Target | undefined {
  const isShort = text.startsWith(OURS) && !text.includes("#");
  return findTarget(isShort ? text.slice(OURS.length).replace(/\/$/, "") : text, book);
}
