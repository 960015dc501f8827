import type { TransactionSql } from "postgres";
import type { ChainState } from "./chain-state.ts";
import { openPersonal, readEntries, type StoredEntry } from "./read-chain.ts";

const entriesPerRead = 5_000;

/** Reads chains entry by entry into their verifiers, many waiting chains in one query. */
export class ChainReader {
  /** Chains with claims beyond the last entry read. */
  readonly waiting = new Set<ChainState>();
  checked = 0;
  total = 0;
  erased = 0;
  private readonly tx: TransactionSql;
  private readonly signal: AbortSignal | undefined;
  private readonly onProgress: ((checked: number, total: number) => unknown) | undefined;

  constructor(
    tx: TransactionSql,
    {
      signal,
      onProgress,
    }: { signal?: AbortSignal; onProgress?: (checked: number, total: number) => unknown },
  ) {
    this.tx = tx;
    this.signal = signal;
    this.onProgress = onProgress;
  }

  /** Reads `wanted` further entries of each waiting chain, many chains in one query. */
  async follow(wanted: (chain: ChainState) => number) {
    for (const chain of this.waiting)
      if (chain.verifier.broken || wanted(chain) <= 0) this.waiting.delete(chain);
    while (this.waiting.size > 0) {
      this.signal?.throwIfAborted();
      let room = entriesPerRead;
      const asked = new Map<ChainState, number>();
      for (const chain of this.waiting) {
        if (room <= 0) break;
        const most = Math.min(room, wanted(chain));
        asked.set(chain, most);
        room -= most;
      }
      const got = await this.read(asked);
      for (const [chain, most] of asked) {
        const ended = (got.get(chain) ?? 0) < most;
        if (ended || chain.verifier.broken || wanted(chain) <= 0) this.waiting.delete(chain);
        if (chain.verifier.skipped) await this.lookElsewhere(chain);
      }
      await this.onProgress?.(this.checked, this.total);
    }
  }

  private async read(asked: Map<ChainState, number>): Promise<Map<ChainState, number>> {
    const from = [...asked].map(([{ verifier, readAt, readSeq }, most]) => ({
      chain: verifier.chainId,
      at: readAt,
      seq: readSeq,
      most,
    }));
    const entries = await readEntries(this.tx, from);
    const personal = await openPersonal(this.tx, entries);
    this.erased += personal.erased;
    const chains = new Map([...asked.keys()].map((chain) => [chain.verifier.chainId, chain]));
    const got = new Map<ChainState, number>();
    for (const entry of entries) {
      const chain = chains.get(entry.chainId) as ChainState;
      got.set(chain, (got.get(chain) ?? 0) + 1);
      if (chain.take(entry, faultOf(entry, personal))) this.checked++;
    }
    return got;
  }

  /**
   * Searches elsewhere for a number missing from its place. When found, the entry was moved and not
   * deleted.
   */
  private async lookElsewhere({ verifier }: ChainState) {
    verifier.skipped = false;
    const missing = verifier.broken?.seq ?? 0;
    const [found] = await this.tx<
      { found: boolean }[]
    >`select audit_has_number(${verifier.chainId}, ${missing}) as found`;
    if (!found?.found || !verifier.broken) return;
    verifier.broken.why = `Entry ${missing} is not in its place behind entry ${missing - 1}: its number or its time was changed.`;
  }
}

type Personal = Awaited<ReturnType<typeof openPersonal>>;

/** Returns what is wrong with an entry's personal data as a sentence; null when nothing is. */
function faultOf(entry: StoredEntry, { broken, keyless }: Personal): string | null {
  if (broken.has(entry)) return `The personal data of entry ${entry.seq} is not what it was written with.`;
  if (keyless.has(entry))
    return `The key to the personal data of entry ${entry.seq} was destroyed, and no entry says so.`;
  return null;
}
