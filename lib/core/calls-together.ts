import type { SQL } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { originFields } from "#lib/core/audit/origin-fields.ts";
import { batched } from "#lib/core/database/batch.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { prepared } from "#lib/core/database/prepared.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { type EnqueueAll, enqueueAllIn } from "#lib/core/jobs/jobs.ts";
import { ipBucket, sealerOf, sealUnderNewKey } from "#lib/core/vault/person-keys.ts";
import { vaultIn } from "#lib/core/vault/vault.ts";
import { env } from "#lib/env.ts";
import type { Actor } from "./actor.ts";

/**
 * One request of a batch. Its row comes back with the same `n`; `entry` is what the SQL function needs for the audit
 * entry.
 */
export type Asked<A, I, P = undefined> = { n: number; actor: A; input: I; prepared: P; entry: CalledEntry };

/**
 * The origin in plain, for tables that keep it by law as evidence of a wish, and sealed for the log. A key without a salt is stored already.
 * Bytes are text in PostgreSQL's hex form (`\x…`).
 */
type CalledEntry = {
  audit_id: string;
  request_id: string;
  ip: string | null;
  user_agent: string | null;
  ip_bucket: number | null;
  origin_key: string | null;
  origin_salt: string | null;
  origin_sealed: string | null;
  origin_commitment: string | null;
};

type Spec<A extends Actor, I, Row, P> = {
  /**
   * Returns the call of one SQL function. It enters the workspace, holds the right of an actor who has one, does the work and appends an
   * entry for each request that changed something.
   */
  call: (workspaceId: string, asked: Asked<A, I, P>[], keys: CallKeys) => SQL;
  /** Queues jobs for the rows, in the transaction that wrote them. */
  queue?: (enqueueAll: EnqueueAll, rows: Row[], asked: Asked<A, I, P>[]) => Promise<void>;
};

/** What one caller asks. Requests of one workspace and `group` are batched. */
type Request<A, I, P> = { workspaceId: string; group: string; actor: A; input: I; before: P };

/**
 * Returns the call of one SQL function that requests share, as a function of one of them. Requests that would wait for each other are
 * batched in one transaction.
 */
export function callsTogether<A extends Actor, I, Row extends { n: number }, P = undefined>({
  call,
  queue,
}: Spec<A, I, Row, P>): (request: Request<A, I, P>) => Promise<Row | undefined> {
  const ask = batched(async (asked: Request<A, I, P>[]) => {
    const workspaceId = asked[0]?.workspaceId ?? "";
    const keys = await callKeys(workspaceId);
    const seal = asked[0]?.actor.kind === "apiKey" ? await programsSealer(workspaceId) : null;
    const requests = asked.map(({ actor, input, before }, n) => {
      const entry = calledEntry(actor, keys, seal);
      return { n, actor, input, prepared: before, entry };
    });
    const statement = call(workspaceId, requests, keys);
    const { writer } = connections();
    const rows = queue
      ? await writer.transaction(async (tx) => {
          const written = await prepared<Row>(tx, statement);
          await queue(enqueueAllIn(tx, workspaceId), written, requests);
          return written;
        })
      : await prepared<Row>(writer, statement);
    const answers = new Map(rows.map((row) => [row.n, row]));
    return requests.map(({ n }) => answers.get(n));
  });
  return (request) => ask(`${request.workspaceId} ${request.group}`, request);
}

/** Keys that a call needs: the two that seal its entries, and the one of address hashes. */
export type CallKeys = { installation: Buffer; workspace: Buffer; suppression: Buffer };

type Sealer = Awaited<ReturnType<typeof sealerOf>>;

// Seals each entry of a person under a new key made here, so that no round trip asks for one. Erasing a person deletes all of
// their keys at once. Entries of programs are about nobody, and share the key of the workspace.
function calledEntry({ origin }: Actor, keys: CallKeys, seal: Sealer | null): CalledEntry {
  const fields = originFields(origin);
  const part =
    fields && (seal ? { ...seal(fields), salt: undefined } : sealUnderNewKey(keys.workspace, fields));
  return {
    audit_id: uuidv7(),
    request_id: origin.requestId,
    ip: origin.ip,
    user_agent: origin.userAgent,
    ip_bucket: origin.ip ? ipBucket(keys.installation, origin.ip) : null,
    origin_key: part?.key ?? null,
    origin_salt: bytes(part?.salt),
    origin_sealed: bytes(part?.sealed),
    origin_commitment: bytes(part?.commitment),
  };
}

const bytes = (buffer: Buffer | undefined) => (buffer ? `\\x${buffer.toString("hex")}` : null);

const KEPT_MILLISECONDS = 60_000;
const KEPT_WORKSPACES = 1000;

/** Returns what `read` finds in a workspace, asked for at most once a minute. */
function keptForAMinute<T>(read: (tx: Transaction, workspaceId: string) => Promise<T>) {
  const kept = new Map<string, { found: Promise<T>; until: number }>();
  return (workspaceId: string): Promise<T> => {
    const key = `${env().DATABASE_URL} ${workspaceId}`;
    const known = kept.get(key);
    if (known && known.until > Date.now()) return known.found;
    const found = connections().writer.transaction(async (tx) => {
      await enter(tx, workspaceId, null);
      return read(tx, workspaceId);
    });
    if (kept.size >= KEPT_WORKSPACES) kept.clear();
    kept.set(key, { found, until: Date.now() + KEPT_MILLISECONDS });
    found.catch(() => kept.delete(key));
    return found;
  };
}

const callKeys = keptForAMinute(async (tx, workspaceId): Promise<CallKeys> => {
  const vault = vaultIn(tx);
  return {
    installation: await vault.auditKey(null),
    workspace: await vault.auditKey(workspaceId),
    suppression: await vault.suppressionKey(workspaceId),
  };
});

const programsSealer = keptForAMinute((tx, workspaceId) => sealerOf(tx, { workspaceId, personId: null }));
