import type { SQL } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { z } from "zod";
import { originFields } from "#lib/core/audit/origin-fields.ts";
import { batched } from "#lib/core/database/batch.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { prepared } from "#lib/core/database/prepared.ts";
import { type EnqueueAll, enqueueAllIn } from "#lib/core/jobs/jobs.ts";
import { ipBucket, sealUnderNewKey } from "#lib/core/vault/person-keys.ts";
import { vaultIn } from "#lib/core/vault/vault.ts";
import { env } from "#lib/env.ts";
import { type Actor, type Origin, workspaceOf } from "./actor.ts";
import { type Command, checked } from "./command.ts";
import type { CommandName } from "./command-names.ts";
import type { Policy } from "./policies.ts";

/**
 * One request of a batch. Its row comes back with the same `n`; `entry` is what the SQL function needs for the audit
 * entry.
 */
export type Asked<A, I, P = undefined> = { n: number; actor: A; input: I; prepared: P; entry: CalledEntry };

/**
 * The origin in plain, for tables that keep it by law as evidence of a wish, and sealed for the log.
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

type Spec<A extends Actor, S extends z.ZodType, Row, R, P> = {
  name: CommandName;
  allow: Policy<A>;
  input: S;
  /** Does what comes before the batch, such as counting attempts, and returns what the call needs of it. */
  prepare?: (actor: A, input: z.output<S>) => Promise<P>;
  /** Returns the workspace of a caller who is in none. */
  workspaceOf?: (prepared: P) => string;
  /** Returns the text by which requests of one workspace are batched. */
  group: (input: z.output<S>) => string;
  /**
   * Returns the call of one SQL function. It enters the workspace, does the work and appends an entry for each request
   * that changed something.
   */
  call: (workspaceId: string, asked: Asked<A, z.output<S>, P>[], keys: CallKeys) => SQL;
  /** Queues jobs for the rows, in the transaction that wrote them. */
  queue?: (enqueueAll: EnqueueAll, rows: Row[], asked: Asked<A, z.output<S>, P>[]) => Promise<void>;
  result: (row: Row | undefined) => R;
};

/**
 * Returns a command that is one call of one SQL function, for changes that thousands of callers make at the same moment.
 * Otherwise begin, entering, entry and commit are round trips that cost more than the work. Requests that would wait for
 * each other are batched in one transaction.
 *
 * All locks hold here too. Row-level security shows no rows to a function that enters no workspace, and the commit refuses
 * a change without an entry.
 */
export function callCommand<
  A extends Actor,
  S extends z.ZodType,
  Row extends { n: number },
  R,
  P = undefined,
>(spec: Spec<A, S, Row, R, P>): Command<S, R> {
  const { queue } = spec;
  const ask = batched(async (asked: { workspaceId: string; actor: A; input: z.output<S>; before: P }[]) => {
    const workspaceId = asked[0]?.workspaceId ?? "";
    const keys = await callKeys(workspaceId);
    const requests = asked.map(({ actor, input, before }, n) => ({
      n,
      actor,
      input,
      prepared: before,
      entry: calledEntry(actor.origin, keys),
    }));
    const call = spec.call(workspaceId, requests, keys);
    const { writer } = connections();
    const rows = queue
      ? await writer.transaction(async (tx) => {
          const written = await prepared<Row>(tx, call);
          await queue(enqueueAllIn(tx, workspaceId), written, requests);
          return written;
        })
      : await prepared<Row>(writer, call);
    const answers = new Map(rows.map((row) => [row.n, row]));
    return requests.map(({ n }) => answers.get(n));
  });
  return checked(spec, async (actor, input) => {
    const before = (await spec.prepare?.(actor, input)) as P;
    const workspaceId = spec.workspaceOf?.(before) ?? workspaceOf(actor) ?? "";
    const row = await ask(`${workspaceId} ${spec.group(input)}`, { workspaceId, actor, input, before });
    return { result: spec.result(row) };
  });
}

/** Keys that a call needs: the two that seal its entries, and the one of address hashes. */
export type CallKeys = { installation: Buffer; workspace: Buffer; suppression: Buffer };

// Seals each entry under a new key made here, so that no round trip asks for one. Erasing a person deletes all of
// their keys at once.
function calledEntry(origin: Origin, keys: CallKeys): CalledEntry {
  const fields = originFields(origin);
  const part = fields && sealUnderNewKey(keys.workspace, fields);
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

const cache = new Map<string, { keys: Promise<CallKeys>; until: number }>();
const CACHE_MILLISECONDS = 60_000;
const CACHE_WORKSPACES = 1000;

/** Returns the keys of a call in a workspace, read from the database at most once a minute. */
function callKeys(workspaceId: string): Promise<CallKeys> {
  const cacheKey = `${env().DATABASE_URL} ${workspaceId}`;
  const cached = cache.get(cacheKey);
  if (cached && cached.until > Date.now()) return cached.keys;
  const keys = connections().writer.transaction(async (tx) => {
    await enter(tx, workspaceId, null);
    const vault = vaultIn(tx);
    return {
      installation: await vault.auditKey(null),
      workspace: await vault.auditKey(workspaceId),
      suppression: await vault.suppressionKey(workspaceId),
    };
  });
  if (cache.size >= CACHE_WORKSPACES) cache.clear();
  cache.set(cacheKey, { keys, until: Date.now() + CACHE_MILLISECONDS });
  keys.catch(() => cache.delete(cacheKey));
  return keys;
}
