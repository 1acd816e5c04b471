import type { Socket } from "node:net";
import type { Address } from "../call/address.js";

/** Where a socket comes from; v4 addresses as people write them, also when they came in on a v6 socket. */
export function remoteOf(socket: Socket): Address {
  const host = (socket.remoteAddress ?? "").replace(/^::ffff:(?=\d+\.)/, "");
  return { host, port: socket.remotePort ?? 0 };
}
