import type { Connection } from "./connections.ts";

/**
 * Ends a connection so that the response arrives even while the client still sends. Closes the
 * sending side, then reads and discards input for `lingerMs`. Nothing read after this becomes a
 * request.
 * Closing at once would send a TCP reset for unread bytes, and that may overtake the response.
 */
export function closeGently(connection: Connection, lingerMs: number): void {
  connection.closing = true;
  const { socket } = connection;
  socket.end();
  const timer = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(timer));
}

/**
 * Ends a connection the same way after Node has written the last response. Node itself would call
 * the abrupt `destroySoon`.
 */
export function closeGentlyAfterResponse(connection: Connection, lingerMs: number): void {
  connection.closing = true;
  connection.socket.destroySoon = () => closeGently(connection, lingerMs);
}
