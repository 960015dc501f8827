import { lookup } from "node:dns/promises";
import net from "node:net";

/** Address that stays this process's while it holds the descriptor. */
export type HeldPort = { descriptor: number; close(): void };

type Handle = { fd: number; close(): void; getsockname(into: object): number };
type CreateHandle = (address: string, port: number, family: number) => Handle | number;

/**
 * Binds an address without listening on it, for a child that inherits the descriptor and listens
 * (`listen({ fd })`).
 * The kernel keeps one queue for all processes that hold a socket. While the child dies and its
 * successor starts, this process still holds it. Connections therefore wait in the queue, and none
 * is refused.
 * This process itself never listens, because a listening Node process also accepts; so no byte of
 * an attacker reaches it. `cluster` does not help, because its primary closes the socket with its
 * last worker.
 * Node has no documented call that binds only; `_createServerHandle` is the one `cluster` uses.
 * Returns null where it is missing or the address cannot be bound. Then the child listens by itself
 * and reports the error.
 */
export async function holdPort(host: string, port: number): Promise<HeldPort | null> {
  const { _createServerHandle: create } = net as { _createServerHandle?: CreateHandle };
  const found = await lookup(host).catch(() => null);
  if (!create || !found) return null;
  const handle = create(found.address, port, found.family);
  if (typeof handle === "number") return null;
  // The first use of the handle reports a taken address; until then Node only stores the bind error.
  if (handle.fd >= 0 && handle.getsockname({}) === 0)
    return { descriptor: handle.fd, close: () => handle.close() };
  handle.close();
  return null;
}
