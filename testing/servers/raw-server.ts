import type { AddressInfo } from "node:net";
import { createServer, type Socket } from "node:net";

/**
 * Starts a server on a free port that answers with bytes of its own, so that a test sends what no HTTP library would. `answer` runs
 * once the head of a request arrived, and may write until the socket closes.
 */
export async function startRawServer(answer: (socket: Socket) => void | Promise<void>) {
  const ended: Promise<number>[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    const { promise, resolve } = Promise.withResolvers<number>();
    socket.on("close", () => resolve(socket.bytesWritten));
    ended.push(promise);
    socket.once("data", () => void answer(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/hooks`,
    /** Bytes written to each connection, known once the other side closed it. */
    written: () => Promise.all(ended),
    [Symbol.asyncDispose]: async () => {
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Writes the same bytes again and again, as fast as they are taken, until the other side closes. */
export async function flood(socket: Socket, bytes: Buffer): Promise<void> {
  while (!socket.destroyed) {
    if (socket.write(bytes)) await new Promise(setImmediate);
    else
      await new Promise<void>((resolve) => {
        socket.once("drain", resolve);
        socket.once("close", () => resolve());
      });
  }
}
