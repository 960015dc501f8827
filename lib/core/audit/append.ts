import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { type Actor, actorId, type Origin, userOf, workspaceOf } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/database.ts";
import { prepared } from "#lib/core/database/prepared.ts";
import { ipBucket, type Owner, type SealedPart, sealFor } from "#lib/core/vault/person-keys.ts";
import { vaultIn } from "#lib/core/vault/vault.ts";
import type { Changes } from "./changes.ts";

/** One entry of the audit log. `detail` is picked by hand, never a row: no secrets, no whole objects, nothing personal. */
export type AuditEntry = {
  /** The id of what was acted on. */
  target?: string | null;
  detail?: Record<string, string | number | boolean | null | string[]>;
  /** What each changed field was and is, made by changesBetween; kept in the detail under `changed`. */
  changed?: Changes;
  /** Personal data of somebody: sealed under their key, so that it can be erased and the chain stays whole. */
  about?: About;
  /** Where the actor's own does not fit: a sign-in is recorded for the person it was tried on. */
  workspaceId?: string | null;
  userId?: string | null;
};

/** `userId` for an account, `person` for a contact's id or `personOfAddress` in the entry's workspace. */
export type About = ({ userId: string } | { person: string }) & { fields: Record<string, string> };

export type AuditResult = "done" | "refused" | "failed";

const USER_AGENT_CHARACTERS = 512;

/** Appends one entry to its chain: the workspace's, else the account's, else the installation's. */
export async function appendAudit(
  tx: Transaction,
  actor: Actor,
  action: string,
  result: AuditResult,
  entry: AuditEntry = {},
): Promise<void> {
  const append = await readyToAppend(tx, actor, action, result, entry);
  await append();
}

/**
 * Seals what is personal in an entry; the function it answers sends the entry, at once when it is called, so that a commit may follow
 * without waiting for it.
 */
export async function readyToAppend(
  tx: Transaction,
  actor: Actor,
  action: string,
  result: AuditResult,
  entry: AuditEntry = {},
): Promise<() => Promise<void>> {
  const workspaceId = entry.workspaceId === undefined ? workspaceOf(actor) : entry.workspaceId;
  const userId = entry.userId === undefined ? userOf(actor) : entry.userId;
  const { requestId } = actor.origin;
  const fields = originFields(actor.origin);
  const origin = fields && (await sealFor(tx, ownerOf(actor, workspaceId, userId), fields));
  const bucket = actor.origin.ip ? ipBucket(await vaultIn(tx).auditKey(null), actor.origin.ip) : null;
  const about =
    entry.about && (await sealFor(tx, ownerOfAbout(entry.about, workspaceId), entry.about.fields));
  return async () => {
    await prepared(
      tx,
      sql`select audit_append(${uuidv7()}, ${workspaceId}, ${userId}, ${actor.kind}, ${actorId(actor)}, ${action}, ${result},
        ${entry.target ?? null}, ${JSON.stringify(detailOf(entry))}, ${row(origin, bucket)}, ${row(about, null)}, ${requestId})`,
    );
  };
}

const detailOf = ({ detail, changed }: AuditEntry) => (changed ? { ...detail, changed } : (detail ?? {}));

export type Recorded = { action: string; result: AuditResult; entry: AuditEntry };

/** readyToAppend for several, in the order of their chains, so that no two transactions wait for each other in a ring. */
export async function readyToAppendAll(tx: Transaction, actor: Actor, entries: readonly Recorded[]) {
  const chain = ({ entry }: Recorded) => {
    const workspaceId = entry.workspaceId === undefined ? workspaceOf(actor) : entry.workspaceId;
    return workspaceId ?? (entry.userId === undefined ? userOf(actor) : entry.userId) ?? "";
  };
  const inOrder = entries.toSorted((a, b) => (chain(a) < chain(b) ? -1 : chain(a) > chain(b) ? 1 : 0));
  const appends: (() => Promise<void>)[] = [];
  for (const { action, result, entry } of inOrder)
    appends.push(await readyToAppend(tx, actor, action, result, entry));
  return async () => {
    await Promise.all(appends.map((append) => append()));
  };
}

/** Where a request came from, as an entry keeps it; null for what came from nowhere, such as a job. */
export function originFields({ ip, userAgent }: Origin): Record<string, string> | null {
  if (!ip && !userAgent) return null;
  return {
    ...(ip && { ip }),
    ...(userAgent && { userAgent: userAgent.slice(0, USER_AGENT_CHARACTERS).toWellFormed() }),
  };
}

/** An address nobody has an account or a contact for, as a person: its keyed hash in the workspace, written as a UUID. */
export function personOfAddress(emailHash: Buffer): string {
  const hex = emailHash.toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join(
    "-",
  );
}

function ownerOf(actor: Actor, workspaceId: string | null, userId: string | null): Owner {
  if (actor.kind === "subscriber") return { workspaceId: actor.workspaceId, personId: actor.contactId };
  const personId = userOf(actor) ?? userId;
  return personId ? { workspaceId: null, personId } : { workspaceId, personId: null };
}

const ownerOfAbout = (about: About, workspaceId: string | null): Owner =>
  "userId" in about ? { workspaceId: null, personId: about.userId } : { workspaceId, personId: about.person };

const row = (part: SealedPart | null | undefined, bucket: number | null) =>
  sql`row(${part?.key ?? null}::uuid, ${part?.sealed ?? null}::bytea, ${part?.commitment ?? null}::bytea, ${bucket}::smallint)::audit_sealed`;
