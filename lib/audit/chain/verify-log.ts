import type { TransactionSql } from "postgres";
import type { Store } from "#lib/files/store.ts";
import { ChainReader } from "./chain-reader.ts";
import { ChainState } from "./chain-state.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { listCheckpoints, numberOf, readCheckpoints } from "./checkpoint-files.ts";
import { CheckpointSequence, minute } from "./checkpoint-sequence.ts";
import type { Head } from "./head.ts";
import { readHeads } from "./make-checkpoint.ts";
import type { Break } from "./verify-chain.ts";

export type Verification = {
  intact: boolean;
  chains: number;
  entries: number;
  /** Number of sealed parts whose owner's key was destroyed by erasure. */
  erased: number;
  /** First broken entry of each chain that has one, at most `mostBroken`. */
  broken: Break[];
  /** Faults of the checkpoints; `notes` are only worth knowing. */
  problems: string[];
  notes: string[];
  /** Newest valid checkpoint; `checkpoints` counts them all. */
  checkpoint: { number: number; at: string } | null;
  checkpoints: number;
};

export type Verifying = {
  /** Transaction of the keeper or the owner in which no statement ran yet. */
  tx: TransactionSql;
  store: Store;
  believed: readonly string[];
  /** Limits the check to what this workspace's owner sees: its chain, and those of its members' accounts. */
  workspaceId?: string | null;
  signal?: AbortSignal;
  onProgress?: (checked: number, total: number) => unknown;
  onChain?: (chain: ChainState) => unknown;
};

const mostBroken = 50;
const claimsHeld = 20_000;

/**
 * Verifies a database's audit log against the store's checkpoints: every entry, end and beginning
 * of each chain, and the checkpoints themselves. Memory grows with the number of chains, not of
 * entries.
 */
export async function verifyLog(verifying: Verifying): Promise<Verification> {
  await verifying.tx`set transaction isolation level repeatable read, read only`;
  // Listed before the transaction's snapshot, so that the snapshot holds what is listed.
  const keys = await listCheckpoints(verifying.store);
  return new LogVerifier(verifying, keys).run();
}

class LogVerifier {
  private readonly chains = new Map<string, ChainState>();
  private readonly reader: ChainReader;
  private claims = 0;
  private readonly verifying: Verifying;
  private readonly keys: string[];

  constructor(verifying: Verifying, keys: string[]) {
    this.verifying = verifying;
    this.keys = keys;
    this.reader = new ChainReader(verifying.tx, verifying);
  }

  async run(): Promise<Verification> {
    const { tx, store, believed, onChain } = this.verifying;
    const scope = await this.findChains();
    const sequence = new CheckpointSequence(believed, await this.knownCheckpoints());
    for await (const { key, read } of readCheckpoints(store, this.keys)) {
      const next = sequence.next(key, read);
      if (next) this.hear(next, scope);
      if (this.claims < claimsHeld) continue;
      await this.reader.follow(claimed);
      this.claims = 0;
    }
    sequence.end();
    await this.reader.follow(claimed);
    for (const chain of this.chains.values()) this.reader.waiting.add(chain);
    await this.reader.follow((chain) => chain.left + 1); // one more than expected
    for (const chain of this.chains.values()) {
      chain.end();
      onChain?.(chain);
    }
    return this.report(sequence, await now(tx));
  }

  /** Returns the ids of the chains to verify; null for all. */
  private async findChains(): Promise<Set<string> | null> {
    const { tx, workspaceId } = this.verifying;
    const scope = workspaceId ? new Set(await chainsOf(tx, workspaceId)) : null;
    for (const head of await readHeads(tx)) {
      if (scope && !scope.has(head.chainId)) continue;
      this.chains.set(head.chainId, new ChainState(head.chainId, head));
      this.reader.total += head.seq - head.anchorSeq;
    }
    for (const { id } of await tx<{ id: string }[]>`select chain_id as id from audit_headless()`)
      if (!scope || scope.has(id)) this.chains.set(id, new ChainState(id, null));
    return scope;
  }

  /** Returns the checkpoints the database remembers, without those stored while the store was listed. */
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
      this.reader.waiting.add(chain);
      this.claims++;
    }
  }

  private report(sequence: CheckpointSequence, time: string): Verification {
    const { problems, notes, last, count } = sequence;
    const broken = [...this.chains.values()].flatMap(({ verifier }) => verifier.broken ?? []);
    if (!last)
      notes.push(
        "There is no checkpoint yet, so a log that was rewritten as a whole would not show. One is made every hour.",
      );
    else if (Date.parse(last.at) - Date.parse(time) > 600_000)
      notes.push(
        `The newest checkpoint is of ${minute(last.at)}, which lies ahead of the clock: it was wrong then, or is now.`,
      );
    else if (Date.parse(time) - Date.parse(last.at) > 2 * 3_600_000)
      notes.push(
        `The newest checkpoint is of ${minute(last.at)}. What was written since is not covered yet.`,
      );
    return {
      intact: broken.length === 0 && problems.length === 0,
      chains: this.chains.size,
      entries: this.reader.checked,
      erased: this.reader.erased,
      broken: broken.slice(0, mostBroken),
      problems,
      notes,
      checkpoint: last && { number: last.number, at: last.at },
      checkpoints: count,
    };
  }
}

const claimed = ({ verifier }: ChainState) => verifier.claimed - verifier.seq;

async function chainsOf(tx: TransactionSql, workspaceId: string): Promise<string[]> {
  const rows = await tx<{ id: string }[]>`select chain_id as id from audit_chains_of(${workspaceId})`;
  return rows.map(({ id }) => id);
}

async function now(tx: TransactionSql): Promise<string> {
  const [row] = await tx<{ now: Date }[]>`select clock_timestamp() as now`;
  return (row?.now ?? new Date()).toISOString();
}
