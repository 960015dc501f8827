/** Reason of a work that ends because its client has left. */
export class ClientGone extends Error {
  override readonly name = "ClientGone";
}

// Next bundles the instrumentation apart from the pages, so that a variable of this module would exist twice.
const place = Symbol.for("mailneo.client-signal");
const shared = globalThis as { [place]?: () => AbortSignal | undefined };

/** Returns the signal that ends with the connection of the client who is answered; undefined in jobs and scripts. */
export const clientSignal = (): AbortSignal | undefined => shared[place]?.();

/** Says how the signal of the request that is answered is found. Called once, by the web. */
export function findClientSignal(find: () => AbortSignal | undefined): void {
  shared[place] = find;
}
