import type { Store } from "#lib/files/store.ts";
import { type Checkpoint, type HeadProof, parseBody, type SignedCheckpoint } from "./checkpoint.ts";
import { listCheckpoints, readCheckpoint } from "./checkpoint-files.ts";
import { Heads } from "./head.ts";

/**
 * Returns the heads of all chains as of a stored checkpoint, built from the day's first file on.
 * Null when a file of that day is missing or differs from what was signed.
 */
export async function headsAt(store: Store, key: string): Promise<Heads | null> {
  const day = key.slice(0, key.lastIndexOf("/") + 1);
  let heads: Heads | null = null;
  for await (const each of store.list(day)) {
    if (each > key) break;
    const file = await readCheckpoint(store, each).catch(() => null);
    if (!file) return null;
    if (file.all) heads = new Heads(file.heads);
    else for (const head of file.heads) heads?.set(head);
    if (each === key && heads?.root() === parseBody(file.body).root) return heads;
  }
  return null;
}

/**
 * Returns the store's newest checkpoint, and the proof of each given chain's head in it. A chain
 * begun since has no proof. Null while there is no checkpoint.
 */
export async function latestCheckpoint(
  store: Store,
  chainIds: readonly string[],
): Promise<{ signed: SignedCheckpoint; checkpoint: Checkpoint; proofs: Map<string, HeadProof> } | null> {
  const key = await newestKey(store);
  if (!key) return null;
  const { body, signature, publicKey } = await readCheckpoint(store, key);
  const heads = await headsAt(store, key);
  const proofs = new Map<string, HeadProof>();
  for (const chainId of chainIds) {
    const head = heads?.get(chainId);
    const place = heads?.proof(chainId);
    if (head && place) proofs.set(chainId, { head, index: place.index, path: place.path });
  }
  return { signed: { body, signature, publicKey }, checkpoint: parseBody(body), proofs };
}

/** Returns the newest file's name. Searches recent days first, because a year of names is long. */
async function newestKey(store: Store): Promise<string | null> {
  const lately = new Date(Date.now() - 3 * 86_400_000).toISOString().slice(0, 10);
  const found = await listCheckpoints(store, `audit/checkpoints/${lately}/`);
  return (found.length ? found : await listCheckpoints(store)).at(-1) ?? null;
}
