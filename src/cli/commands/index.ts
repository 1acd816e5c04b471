import type { Command } from "../command.js";
import { peersBlock, peersBlocked, peersUnblock } from "./blocks.js";
import { completion } from "./completion.js";
import { devices } from "./devices.js";
import { id } from "./id.js";
import { invite } from "./invite.js";
import { peers, peersAdd, peersForget, peersList, peersRemove } from "./peers.js";
import { play } from "./play.js";
import { preview } from "./preview.js";
import { render } from "./render.js";
import { setup } from "./setup.js";
import { show, watch } from "./show.js";
import { call, demo, idle } from "./talk.js";
import { peersVouched } from "./vouched.js";

/** Every command, in the order of the help. */
export const COMMANDS: readonly Command[] = [
  idle,
  call,
  demo,
  preview,
  play,
  render,
  show,
  watch,
  devices,
  setup,
  peers,
  peersList,
  peersAdd,
  peersRemove,
  peersForget,
  peersVouched,
  peersBlock,
  peersUnblock,
  peersBlocked,
  id,
  invite,
  completion,
];
