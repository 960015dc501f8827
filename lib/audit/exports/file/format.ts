import { z } from "zod";
import type { ChainEntry } from "#lib/audit/chain/canonical.ts";
import { bounded } from "#lib/core/text.ts";

/** What an export of the audit log is made of, line by line; in words: docs/audit-log.md. */
export const exportFormat = "mailneo-audit-export-1";

/** Personal data as an export shows it: with its salt, so that the commitment in the entry proves it; or what became of it. */
export type Personal = { salt: string; fields: Record<string, string> } | "erased" | "broken" | null;

/** One entry with all that proves it. `hash` is the chain's after it, hex. */
export type ExportEntry = { entry: ChainEntry; origin: Personal; about: Personal; hash: string };

/** An entry the filters left out: its digest keeps the chain in one piece and says nothing. */
export type LeftOut = { chain: string; seq: number; digest: string };

const seq = z.int().min(0);
/** An exported value of any length a log holds; the reader of the file holds its lines short. */
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
/** A place in a chain: an entry's number and the chain's hash after it. */
const place = z.strictObject({ seq, hash: hex });

export const headLine = z.strictObject({
  type: z.literal("head"),
  format: z.literal(exportFormat),
  how_to_verify: written,
  /** The CSV file whose rows are the entries, where this file is the proof beside it. */
  csv: written.optional(),
  workspace: z.strictObject({ id: z.uuid(), name: written }),
  made_at: z.iso.datetime(),
  made_by: z.strictObject({ id: written, name: written }),
  /** Null or missing: everything. */
  filters: z.custom<Record<string, unknown>>((value) => isObject(value)),
  /** In the order they follow. `after` is where the file begins in the chain, `to` the last entry the checkpoint covers. */
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
  /** An object; its exact text where that is not how JSON.stringify writes it. */
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

/** Who the ids in the entries are by name when the file was made. */
export const peopleLine = z.strictObject({
  type: z.literal("people"),
  people: z.array(z.strictObject({ id: written, name: written })),
});

/** The checkpoint, and for each chain of the head its place in the tree the checkpoint signs (RFC 9162, 2.1.3). */
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

/** What stands before, counted; `head` is the SHA-256 of the first line, `csv` of the file this one proves. */
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

/** One line of a file, its line break included. */
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

// As an object it is easier to read; what would not come back byte for byte stays text, because the chain covers its bytes.
function detailOf(text: string): string | Record<string, unknown> {
  const value: unknown = JSON.parse(text);
  return isObject(value) && JSON.stringify(value) === text ? value : text;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
