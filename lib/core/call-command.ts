import type { SQL } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import type { z } from "zod";
import { originFields } from "#lib/core/audit/origin-fields.ts";
import { batched } from "#lib/core/database/batch.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { prepared } from "#lib/core/database/prepared.ts";
import { ipBucket, sealUnderNewKey } from "#lib/core/vault/person-keys.ts";
import { vaultIn } from "#lib/core/vault/vault.ts";
import { env } from "#lib/env.ts";
import type { InWorkspace, Origin } from "./actor.ts";
import { type Command, checked } from "./command.ts";
import type { CommandName } from "./command-names.ts";
import type { Policy } from "./policies.ts";

/**
 * One request of a batch. Its row comes back with the same `n`; `entry` is what the SQL function needs for the audit
 * entry.
 */
export type Asked<A, I> = { n: number; actor: A; input: I; entry: CalledEntry };

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

type Spec<A extends InWorkspace, S extends z.ZodType, Row, R> = {
  name: CommandName;
  allow: Policy<A>;
  input: S;
  /** Returns the text by which requests of one workspace are batched. */
  group: (input: z.output<S>) => string;
  /**
   * Returns the call of one SQL function. It enters the workspace, does the work and appends an entry for each request
   * that changed something.
   */
  call: (workspaceId: string, asked: Asked<A, z.output<S>>[]) => SQL;
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
export function callCommand<A extends InWorkspace, S extends z.ZodType, Row extends { n: number }, R>(
  spec: Spec<A, S, Row, R>,
): Command<S, R> {
  const ask = batched(async (asked: { actor: A; input: z.output<S> }[]) => {
    const workspaceId = asked[0]?.actor.workspaceId ?? "";
    const keys = await auditKeys(workspaceId);
    const requests = asked.map(({ actor, input }, n) => ({
      n,
      actor,
      input,
      entry: calledEntry(actor.origin, keys),
    }));
    const rows = await prepared<Row>(connections().writer, spec.call(workspaceId, requests));
    const answers = new Map(rows.map((row) => [row.n, row]));
    return requests.map(({ n }) => answers.get(n));
  });
  return checked(spec, async (actor, input) => ({
    result: spec.result(await ask(`${actor.workspaceId} ${spec.group(input)}`, { actor, input })),
  }));
}

type Keys = { installation: Buffer; workspace: Buffer };

// Seals each entry under a new key made here, so that no round trip asks for one. Erasing a person deletes all of
// their keys at once.
function calledEntry(origin: Origin, keys: Keys): CalledEntry {
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

const cache = new Map<string, { keys: Promise<Keys>; until: number }>();
const CACHE_MILLISECONDS = 60_000;
const CACHE_WORKSPACES = 1000;

/** Returns the two keys that seal an entry of a workspace, read from the database at most once a minute. */
function auditKeys(workspaceId: string): Promise<Keys> {
  const cacheKey = `${env().DATABASE_URL} ${workspaceId}`;
  const cached = cache.get(cacheKey);
  if (cached && cached.until > Date.now()) return cached.keys;
  const keys = connections().writer.transaction(async (tx) => {
    await enter(tx, workspaceId, null);
    const vault = vaultIn(tx);
    return { installation: await vault.auditKey(null), workspace: await vault.auditKey(workspaceId) };
  });
  if (cache.size >= CACHE_WORKSPACES) cache.clear();
  cache.set(cacheKey, { keys, until: Date.now() + CACHE_MILLISECONDS });
  keys.catch(() => cache.delete(cacheKey));
  return keys;
}
