/**
 * The few bytes of the X11 protocol that ask a window to close, as a window manager would.
 *
 * Numbers are from "X Window System Protocol, X Version 11", little endian; the
 * message is the WM_DELETE_WINDOW of the ICCCM.
 */
import { once } from "node:events";
import { connect } from "node:net";

const INTERN_ATOM = 16;
const SEND_EVENT = 25;
const CLIENT_MESSAGE = 33;
const REPLY_BYTES = 32;

export async function askToClose(socketPath: string, window: number): Promise<void> {
  const socket = connect(socketPath);
  let received = Buffer.alloc(0);
  socket.on("data", (chunk: Buffer) => {
    received = Buffer.concat([received, chunk]);
  });
  const read = async (length: number): Promise<Buffer> => {
    while (received.length < length) await once(socket, "data");
    const bytes = received.subarray(0, length);
    received = received.subarray(length);
    return bytes;
  };
  await once(socket, "connect");
  socket.write(Buffer.from([0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
  const setup = await read(8);
  await read(setup.readUInt16LE(6) * 4);
  const atom = async (name: string): Promise<number> => {
    socket.write(atomRequest(name));
    return (await read(REPLY_BYTES)).readUInt32LE(8);
  };
  socket.write(closeRequest(window, await atom("WM_PROTOCOLS"), await atom("WM_DELETE_WINDOW")));
  await atom("WM_NAME"); // Its answer proves that what came before was taken.
  socket.destroy();
}

function atomRequest(name: string): Buffer {
  const words = 2 + Math.ceil(name.length / 4);
  const request = Buffer.alloc(words * 4);
  request.writeUInt8(INTERN_ATOM, 0);
  request.writeUInt16LE(words, 2);
  request.writeUInt16LE(name.length, 4);
  request.write(name, 8, "latin1");
  return request;
}

function closeRequest(window: number, protocols: number, deleteWindow: number): Buffer {
  const request = Buffer.alloc(44);
  request.writeUInt8(SEND_EVENT, 0);
  request.writeUInt16LE(request.length / 4, 2);
  request.writeUInt32LE(window, 4);
  request.writeUInt8(CLIENT_MESSAGE, 12);
  request.writeUInt8(32, 13); // Its data are 32-bit numbers.
  request.writeUInt32LE(window, 16);
  request.writeUInt32LE(protocols, 20);
  request.writeUInt32LE(deleteWindow, 24);
  return request;
}
