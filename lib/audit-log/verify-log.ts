import type { TransactionSql } from "postgres";
import type { Store } from "#lib/exports/store.ts";
import { ChainState } from "./chain-state.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { listCheckpoints, numberOf, readCheckpoints } from "./checkpoint-files.ts";
import { CheckpointSequence, minute } from "./checkpoint-sequence.ts";
import type { Head } from "./head.ts";
import { readHeads } from "./make-checkpoint.ts";
import { openPersonal, readEntries } from "./read-chain.ts";
import type { Break } from "./verify-chain.ts";

export type Verification = {
  intact: boolean;
  chains: number;
  entries: number;
  /** Sealed parts whose person's key was destroyed: erasure. */
  erased: number;
  /** The first broken entry of each chain that has one, at most `mostBroken`. */
  broken: Break[];
  /** What is wrong with the checkpoints; what is only worth knowing. */
  problems: string[];
  notes: string[];
  /** The newest checkpoint that is in order, and how many there are. */
  checkpoint: { number: number; at: string } | null;
  checkpoints: number;
};

export type Verifying = {
  /** A transaction of the keeper or the owner in which nothing was asked yet. */
  tx: TransactionSql;
  store: Store;
  believed: readonly string[];
  /** Only what this workspace's owner sees: its chain, and those of its members' accounts. */
  workspaceId?: string | null;
  signal?: AbortSignal;
  onProgress?: (checked: number, total: number) => unknown;
  onChain?: (chain: ChainState) => unknown;
};

const mostBroken = 50;
const entriesPerRead = 5_000;
const claimsHeld = 20_000;

/**
 * Verifies the audit log of a database against the checkpoints of the store: every chain entry by entry, its end and its beginning, and the
 * checkpoints among themselves. Memory grows with the number of chains, not of entries.
 */
export async function verifyLog(verifying: Verifying): Promise<Verification> {
  await verifying.tx`set transaction isolation level repeatable read, read only`;
  // Listed before the database is looked at for the first time: what is listed describes what that look sees.
  const keys = await listCheckpoints(verifying.store);
  return new LogVerifier(verifying, keys).run();
}

class LogVerifier {
  private readonly chains = new Map<string, ChainState>();
  /** Chains that were claimed further than they were read. */
  private readonly waiting = new Set<ChainState>();
  private claims = 0;
  private checked = 0;
  private total = 0;
  private erased = 0;
  private readonly verifying: Verifying;
  private readonly keys: string[];

  constructor(verifying: Verifying, keys: string[]) {
    this.verifying = verifying;
    this.keys = keys;
  }

  async run(): Promise<Verification> {
    const { tx, store, believed, onChain } = this.verifying;
    const scope = await this.findChains();
    const sequence = new CheckpointSequence(believed, await this.knownCheckpoints());
    for await (const { key, read } of readCheckpoints(store, this.keys)) {
      const next = sequence.next(key, read);
      if (next) this.hear(next, scope);
      if (this.claims >= claimsHeld)
        await this.follow((chain) => chain.verifier.claimed - chain.verifier.seq);
    }
    sequence.end();
    await this.follow((chain) => chain.verifier.claimed - chain.verifier.seq);
    for (const chain of this.chains.values()) this.waiting.add(chain);
    await this.follow((chain) => chain.left + 1); // one more than there should be
    for (const chain of this.chains.values()) {
      chain.end(sequence.first?.at ?? null);
      onChain?.(chain);
    }
    return this.report(sequence, await now(tx));
  }

  /** Answers which chains are looked at; null for all. */
  private async findChains(): Promise<Set<string> | null> {
    const { tx, workspaceId } = this.verifying;
    const scope = workspaceId ? new Set(await chainsOf(tx, workspaceId)) : null;
    for (const head of await readHeads(tx)) {
      if (scope && !scope.has(head.chainId)) continue;
      this.chains.set(head.chainId, new ChainState(head.chainId, head));
      this.total += head.seq - head.anchorSeq;
    }
    for (const { id } of await tx<{ id: string }[]>`select chain_id as id from audit_headless()`)
      if (!scope || scope.has(id)) this.chains.set(id, new ChainState(id, null));
    return scope;
  }

  /** What the database remembers, without those that were stored while the store was listed. */
  private async knownCheckpoints(): Promise<Map<number, string>> {
    const { tx, store } = this.verifying;
    const rows = await tx<{ number: string; hash: string }[]>`
      select number, encode(sha256(convert_to(body, 'UTF8')), 'hex') as hash from audit_checkpoints`;
    const since = new Set((await listCheckpoints(store, this.keys.at(-1))).map(numberOf));
    return new Map(
      rows.map(({ number, hash }) => [Number(number), hash] as const).filter(([n]) => !since.has(n)),
    );
  }

  private hear({ checkpoint, moved }: { checkpoint: Checkpoint; moved: Head[] }, scope: Set<string> | null) {
    for (const head of moved) {
      if (scope && !scope.has(head.chainId)) continue;
      let chain = this.chains.get(head.chainId);
      if (!chain) {
        chain = new ChainState(head.chainId, null);
        this.chains.set(head.chainId, chain);
      }
      chain.signed(head, checkpoint);
      this.waiting.add(chain);
      this.claims++;
    }
  }

  /** Reads on in the chains that wait, `wanted` entries each, many chains in one question. */
  private async follow(wanted: (chain: ChainState) => number) {
    for (const chain of this.waiting)
      if (chain.verifier.broken || wanted(chain) <= 0) this.waiting.delete(chain);
    while (this.waiting.size > 0) {
      this.verifying.signal?.throwIfAborted();
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
      await this.verifying.onProgress?.(this.checked, this.total);
    }
    this.claims = 0;
  }

  private async read(asked: Map<ChainState, number>): Promise<Map<ChainState, number>> {
    const from = [...asked].map(([{ verifier, readAt, readSeq }, most]) => ({
      chain: verifier.chainId,
      at: readAt,
      seq: readSeq,
      most,
    }));
    const entries = await readEntries(this.verifying.tx, from);
    const personal = await openPersonal(entries);
    this.erased += personal.erased;
    const got = new Map<ChainState, number>();
    for (const entry of entries) {
      const chain = this.chains.get(entry.chainId) as ChainState;
      got.set(chain, (got.get(chain) ?? 0) + 1);
      if (chain.take(entry, personal.broken.has(entry))) this.checked++;
    }
    return got;
  }

  /** A number that is not where it should be may be somewhere else: then nothing was deleted, something was moved. */
  private async lookElsewhere({ verifier }: ChainState) {
    const { tx } = this.verifying;
    verifier.skipped = false;
    const missing = verifier.broken?.seq ?? 0;
    const [found] = await tx<
      { found: boolean }[]
    >`select audit_has_number(${verifier.chainId}, ${missing}) as found`;
    if (!found?.found || !verifier.broken) return;
    verifier.broken.why = `Entry ${missing} is not in its place behind entry ${missing - 1}: its number or its time was changed.`;
  }

  private report(sequence: CheckpointSequence, time: string): Verification {
    const { problems, notes, last, count } = sequence;
    const broken = [...this.chains.values()].flatMap(({ verifier }) => verifier.broken ?? []);
    if (!last)
      notes.push(
        "There is no checkpoint yet, so a log that was rewritten as a whole would not show. One is made every hour.",
      );
    else if (Date.parse(time) - Date.parse(last.at) > 2 * 3_600_000)
      notes.push(
        `The newest checkpoint is of ${minute(last.at)}. What was written since is not covered yet.`,
      );
    return {
      intact: broken.length === 0 && problems.length === 0,
      chains: this.chains.size,
      entries: this.checked,
      erased: this.erased,
      broken: broken.slice(0, mostBroken),
      problems,
      notes,
      checkpoint: last && { number: last.number, at: last.at },
      checkpoints: count,
    };
  }
}

async function chainsOf(tx: TransactionSql, workspaceId: string): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`select chain_id as id from audit_chains_of(${workspaceId})`;
  return rows.map(({ id }) => id);
}

async function now(tx: TransactionSql): Promise<string> {
  const [row] = await tx<{ now: Date }[]>`select clock_timestamp() as now`;
  return (row?.now ?? new Date()).toISOString();
}
