import { ownerSql } from "#testing/factories.ts";
import type { ChainEntry } from "./canonical.ts";

/** Returns a chain's entries in order as the database's owner sees them, each with its hash. */
export async function entriesOf(chainId: string): Promise<(ChainEntry & { hash: Buffer })[]> {
  const rows = await ownerSql()<(Omit<ChainEntry, "seq"> & { seq: string; hash: Buffer })[]>`
    select chain_id as "chainId", seq, id, to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as "occurredAt",
      workspace_id as "workspaceId", user_id as "userId", actor_kind as "actorKind", actor_id as "actorId", action, result, target,
      detail::text as detail, ip_bucket as "ipBucket", origin_key as "originKey", origin_commitment as "originCommitment",
      about_key as "aboutKey", about_commitment as "aboutCommitment", request_id as "requestId", hash
    from audit_events where chain_id = ${chainId} order by seq`;
  return rows.map((row) => ({ ...row, seq: Number(row.seq) }));
}
