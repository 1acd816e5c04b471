import type { PeerRow } from "./screen-model.js";
import { cutLine, lineWidth, span, spread, type Ink, type Line } from "./words.js";
import { cut, printable } from "./words-width.js";

const MARK: Readonly<Record<PeerRow["mark"], readonly [mark: string, ink: Ink]>> = {
  live: ["●", "good"],
  calling: ["◌", "alert"],
  missed: ["!", "bad"],
  blocked: ["×", "bad"],
  saved: ["·", "accent"],
  recent: ["·", "dim"],
};

/** What stands in an empty list. */
export const NO_PEERS: readonly Line[] = [
  [],
  [span(" nobody yet", "dim")],
  [span(" c", "accent"), span(" calls by address", "dim")],
];

/** The rows of the list that `rows` lines can show, the selected one among them. */
export function peerLines(
  peers: readonly PeerRow[],
  selected: number,
  { cols, rows }: { readonly cols: number; readonly rows: number },
): readonly Line[] {
  const from = firstShown(peers.length, selected, rows);
  return peers
    .slice(from, from + rows)
    .map((peer, index) => peerLine(peer, from + index === selected, cols));
}

/** Index of the first peer shown, so that the selected one is in sight. */
export function firstShown(count: number, selected: number, rows: number): number {
  return Math.max(0, Math.min(selected - (rows >> 1), count - rows));
}

function peerLine(peer: PeerRow, chosen: boolean, cols: number): Line {
  const [mark, ink] = MARK[peer.mark];
  const head: Line = [span(chosen ? "▌" : " ", "accent"), span(`${mark} `, ink)];
  const doubt = signs(peer);
  const room = cols - lineWidth(head) - lineWidth(doubt);
  const name = cutLine([span(namedAs(peer), chosen ? "bold" : "plain")], room);
  const left = [...head, ...name, ...doubt];
  const note = [peer.note, peer.brief ?? ""]
    .map((text) => peerNote(peer, text))
    .find((each) => lineWidth(left) + 1 + lineWidth(each) <= cols);
  return cutLine(note ? spread(left, note, cols) : left, cols);
}

/** Stands after names that nobody vouches for, and after those with whom nothing is encrypted. */
const DOUBT = "?";
const OPEN = "!";

const signs = ({ doubted, open }: PeerRow): Line => [
  ...(doubted ? [span(DOUBT, "alert")] : []),
  ...(open ? [span(OPEN, "bad")] : []),
];

const peerNote = ({ mark }: PeerRow, text: string): Line =>
  text === "" ? [] : [span(text, mark === "missed" ? "bad" : "dim"), span(" ")];

/** Peers whose name or address holds `typed`; those that begin with it first, each in the list's order. */
export function matchingPeers(peers: readonly PeerRow[], typed: string): readonly PeerRow[] {
  const wanted = typed.trim().toLowerCase();
  const at = ({ name, address }: PeerRow): number => {
    const places = [name, address]
      .map((text) => text.toLowerCase().indexOf(wanted))
      .filter((index) => index >= 0);
    return places.length === 0 ? -1 : Math.min(...places);
  };
  const found = peers.filter((peer) => at(peer) >= 0);
  return [...found.filter((peer) => at(peer) === 0), ...found.filter((peer) => at(peer) > 0)];
}

/** What the prompt's line says once `peer` is chosen in it. */
export const namedAs = (peer: PeerRow): string => (peer.name === "" ? peer.address : peer.name);

/** What `typed` dials: the address of the peer of exactly that name, else what was typed. */
export function dialled(peers: readonly PeerRow[], typed: string): string {
  const wanted = typed.trim();
  // Only names that the user gave: one that a caller took must not lead a typed address astray.
  return (
    peers.find(({ name, saved }) => saved && name !== "" && name === wanted)?.address ?? wanted
  );
}

/** One match in the prompt: name left, address right. */
export function matchLine(peer: PeerRow, chosen: boolean, cols: number): Line {
  const address = cut(printable(peer.address), cols >> 1);
  const left: Line = [
    span(chosen ? "▌ " : "  ", "accent"),
    span(namedAs(peer), chosen ? "bold" : "plain"),
    ...signs(peer),
  ];
  return spread(left, peer.name === "" ? [] : [span(address, "dim"), span(" ")], cols);
}
