import { z } from "zod";
import type { ChainEntry } from "#lib/audit/chain/canonical.ts";
import { bounded } from "#lib/core/text.ts";

/** Format of an audit log export, line by line; docs/audit-log.md describes it. */
export const exportFormat = "mailneo-audit-export-1";

/**
 * Personal data in an export. Its salt lets the entry's commitment prove it; otherwise the value
 * says what became of it.
 */
export type Personal = { salt: string; fields: Record<string, string> } | "erased" | "broken" | null;

/** One entry with everything that proves it. `hash` is the chain's hash after it, in hex. */
export type ExportEntry = { entry: ChainEntry; origin: Personal; about: Personal; hash: string };

/** An entry the filters left out. Its digest keeps the chain verifiable and reveals nothing. */
export type LeftOut = { chain: string; seq: number; digest: string };

const seq = z.int().min(0);
/** Exported value of any length the log stores; the file's reader limits the length of its lines. */
const written = bounded(16_000_000);
const hex = bounded(64).regex(/^[0-9a-f]{64}$/, "no SHA-256 in hexadecimal");
const bytes = bounded(10_000).base64();
const nullable = written.nullable();
const texts = z.custom<Record<string, string>>(
  (value) => isObject(value) && Object.values(value).every((text) => typeof text === "string"),
);
const personal = z.union([
  z.null(),
  z.enum(["erased", "broken"]),
  z.strictObject({ salt: bounded(32).regex(/^[0-9a-f]{32}$/), fields: texts }),
]);
/** Position in a chain: an entry's number and the chain's hash after it. */
const place = z.strictObject({ seq, hash: hex });

export const headLine = z.strictObject({
  type: z.literal("head"),
  format: z.literal(exportFormat),
  how_to_verify: written,
  /** The CSV file whose rows are the entries, when this file is its proof. */
  csv: written.optional(),
  workspace: z.strictObject({ id: z.uuid(), name: written }),
  made_at: z.iso.datetime(),
  made_by: z.strictObject({ id: written, name: written }),
  /** Filters of the export; null or missing means everything. */
  filters: z.custom<Record<string, unknown>>((value) => isObject(value)),
  /**
   * Chains in their order in the file. `after` is where the file begins in the chain, `to` the last
   * entry the checkpoint covers.
   */
  chains: z
    .array(z.strictObject({ chain: written, of: z.enum(["workspace", "account"]), after: place, to: seq }))
    .max(100_000),
});

export const entryLine = z.strictObject({
  type: z.literal("entry"),
  chain: written,
  seq,
  id: written,
  occurred_at: written,
  workspace_id: nullable,
  user_id: nullable,
  actor_kind: written,
  actor_id: nullable,
  action: written,
  result: written,
  target: nullable,
  /** Detail as an object, or as its exact text where JSON.stringify would write it differently. */
  detail: z.union([written, z.custom<Record<string, unknown>>((value) => isObject(value))]),
  ip_bucket: z.int().nullable(),
  origin_key: nullable,
  origin_commitment: hex.nullable(),
  about_key: nullable,
  about_commitment: hex.nullable(),
  request_id: written,
  origin: personal,
  about: personal,
  hash: hex,
});

export const leftOutLine = z.strictObject({
  type: z.literal("left_out"),
  chain: written,
  seq,
  digest: hex,
});

/** Names of the users whose ids are in the entries, at the time the file was made. */
export const peopleLine = z.strictObject({
  type: z.literal("people"),
  people: z.array(z.strictObject({ id: written, name: written })),
});

/**
 * The checkpoint, and for each chain of the head line its path in the tree the checkpoint signs
 * (RFC 9162, 2.1.3).
 */
export const checkpointLine = z.strictObject({
  type: z.literal("checkpoint"),
  body: written,
  signature: bytes,
  public_key: bytes,
  chains: z.array(
    z.strictObject({
      chain: written,
      seq,
      hash: hex,
      anchor_seq: seq,
      anchor_hash: hex,
      index: seq,
      proof: z.array(hex).max(64),
    }),
  ),
});

/** Counts of the lines before. `head` is the SHA-256 of the first line, `csv` of the file this one proves. */
export const endLine = z.strictObject({
  type: z.literal("end"),
  head: hex,
  entries: seq,
  left_out: seq,
  csv: z.strictObject({ bytes: seq, sha256: hex }).optional(),
});

/** Ed25519 over the SHA-256 of all bytes before this line. */
export const signatureLine = z.strictObject({
  type: z.literal("signature"),
  public_key: bytes,
  signature: bytes,
});

export type ExportHead = z.output<typeof headLine>;
export type CheckpointLine = z.output<typeof checkpointLine>;
export type EndLine = z.output<typeof endLine>;
export type SignatureLine = z.output<typeof signatureLine>;
export type EntryLine = z.output<typeof entryLine>;

/** Returns one line of a file with its line break. */
export const lineOf = (value: object): string => `${JSON.stringify(value)}\n`;

export function entryLineOf({ entry, origin, about, hash }: ExportEntry): EntryLine {
  return {
    type: "entry",
    chain: entry.chainId,
    seq: entry.seq,
    id: entry.id,
    occurred_at: entry.occurredAt,
    workspace_id: entry.workspaceId,
    user_id: entry.userId,
    actor_kind: entry.actorKind,
    actor_id: entry.actorId,
    action: entry.action,
    result: entry.result,
    target: entry.target,
    detail: detailOf(entry.detail),
    ip_bucket: entry.ipBucket,
    origin_key: entry.originKey,
    origin_commitment: entry.originCommitment?.toString("hex") ?? null,
    about_key: entry.aboutKey,
    about_commitment: entry.aboutCommitment?.toString("hex") ?? null,
    request_id: entry.requestId,
    origin,
    about,
    hash,
  };
}

export function entryOf(line: EntryLine): ExportEntry {
  const commitment = (text: string | null) => (text === null ? null : Buffer.from(text, "hex"));
  return {
    entry: {
      chainId: line.chain,
      seq: line.seq,
      id: line.id,
      occurredAt: line.occurred_at,
      workspaceId: line.workspace_id,
      userId: line.user_id,
      actorKind: line.actor_kind,
      actorId: line.actor_id,
      action: line.action,
      result: line.result,
      target: line.target,
      detail: typeof line.detail === "string" ? line.detail : JSON.stringify(line.detail),
      ipBucket: line.ip_bucket,
      originKey: line.origin_key,
      originCommitment: commitment(line.origin_commitment),
      aboutKey: line.about_key,
      aboutCommitment: commitment(line.about_commitment),
      requestId: line.request_id,
    },
    origin: line.origin,
    about: line.about,
    hash: line.hash,
  };
}

// An object is easier to read. Text that would not come back byte for byte stays text, because the
// chain covers its bytes.
function detailOf(text: string): string | Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  return isObject(value) && JSON.stringify(value) === text ? value : text;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
