import type { Connection } from "./connections.ts";

/**
 * Ends a connection so that the answer arrives even while the client still sends: the sending side is closed, and what
 * comes in is read and thrown away for `lingerMs`. Closing at once would answer unread bytes with a TCP reset, which
 * may overtake the response. Nothing read after this becomes a request.
 */
export function closeGently(connection: Connection, lingerMs: number): void {
  connection.closing = true;
  const { socket } = connection;
  socket.end();
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(timer));
}

/** The same, once Node has written the last response; Node itself would call the abrupt `destroySoon`. */
export function closeGentlyAfterResponse(connection: Connection, lingerMs: number): void {
  connection.closing = true;
  connection.socket.destroySoon = () => closeGently(connection, lingerMs);
}
