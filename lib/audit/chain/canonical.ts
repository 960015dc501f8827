import { sha256 } from "#lib/crypto/hash.ts";

/**
 * Fields that an entry's hash covers. Sealed personal data is covered by its commitment only, so
 * that erasure leaves the chain valid.
 */
export type ChainEntry = {
  /**
   * The workspace's id, or the user's for account events; otherwise
   * 00000000-0000-0000-0000-000000000000, the installation.
   */
  chainId: string;
  /** 1, 2, 3 … within the chain. */
  seq: number;
  id: string;
  /** RFC 3339 in UTC with microseconds: `2026-11-26T07:15:41.123456Z`. */
  occurredAt: string;
  workspaceId: string | null;
  userId: string | null;
  actorKind: string;
  actorId: string | null;
  action: string;
  result: string;
  target: string | null;
  /** JSON, exactly as it was written. */
  detail: string;
  ipBucket: number | null;
  originKey: string | null;
  originCommitment: Buffer | null;
  aboutKey: string | null;
  aboutCommitment: Buffer | null;
  requestId: string;
};

/** Chain of events that belong to no workspace and no account. */
export const installationChain = "00000000-0000-0000-0000-000000000000";

/** The hash before a chain's first entry: 32 zero bytes. */
export const noHash: Buffer = Buffer.alloc(32);

/**
 * Returns the text to hash: each field as a netstring (`<bytes>:<text>,`, null as `-,`), in the
 * order of docs/audit-log.md. The database writes the same in audit_canonical()
 * (db/functions/core.sql).
 */
export function canonical(entry: ChainEntry): string {
  return [
    "mailneo-audit-1",
    entry.chainId,
    String(entry.seq),
    entry.id,
    entry.occurredAt,
    entry.workspaceId,
    entry.userId,
    entry.actorKind,
    entry.actorId,
    entry.action,
    entry.result,
    entry.target,
    entry.detail,
    entry.ipBucket === null ? null : String(entry.ipBucket),
    entry.originKey,
    entry.originCommitment?.toString("hex") ?? null,
    entry.aboutKey,
    entry.aboutCommitment?.toString("hex") ?? null,
    entry.requestId,
  ]
    .map(netstring)
    .join("");
}

/**
 * Returns the SHA-256 of the canonical text, 32 bytes. An export shows only this of an entry it
 * leaves out.
 */
export const digestOf = (entry: ChainEntry): Buffer => sha256(canonical(entry));

/** Returns the hash of an entry: SHA-256 over its digest and the hash of the entry before it. */
export const chainHash = (digest: Buffer, previous: Buffer): Buffer =>
  sha256(Buffer.concat([digest, previous]));

/** Returns a field as its length in bytes, then its text, so that one field cannot pass for two. */
export const netstring = (text: string | null): string =>
  text === null ? "-," : `${Buffer.byteLength(text)}:${text},`;
