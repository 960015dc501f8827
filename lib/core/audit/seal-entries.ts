import { type Actor, actorId, userOf, workspaceOf } from "#lib/core/actor.ts";
import type { About, AuditEntry, AuditResult, Recorded } from "#lib/core/audit-entry.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { ipBucket, type Owner, type SealedPart, sealFor } from "#lib/core/vault/person-keys.ts";
import { vaultIn } from "#lib/core/vault/vault.ts";
import { originFields } from "./origin-fields.ts";

/** An entry as the log stores it, with its personal data sealed and every value resolved. */
export type SealedEntry = {
  workspaceId: string | null;
  userId: string | null;
  actorKind: Actor["kind"];
  actorId: string | null;
  action: string;
  result: AuditResult;
  target: string | null;
  /** JSON text. */
  detail: string;
  origin: SealedPart | null;
  ipBucket: number | null;
  about: SealedPart | null;
  requestId: string;
};

/**
 * Seals the personal data in the entries of one transaction. Returns the entries in the order of their chains, so that two
 * transactions never deadlock over each other's chain.
 */
export async function sealEntries(
  tx: Transaction,
  actor: Actor,
  entries: readonly Recorded[],
): Promise<SealedEntry[]> {
  const chain = ({ entry }: Recorded) => workspaceOfEntry(actor, entry) ?? userOfEntry(actor, entry) ?? "";
  const inOrder = entries.toSorted((a, b) => (chain(a) < chain(b) ? -1 : chain(a) > chain(b) ? 1 : 0));
  const sealed: SealedEntry[] = [];
  for (const recorded of inOrder) sealed.push(await sealEntry(tx, actor, recorded));
  return sealed;
}

async function sealEntry(
  tx: Transaction,
  actor: Actor,
  { action, result, entry }: Recorded,
): Promise<SealedEntry> {
  const workspaceId = workspaceOfEntry(actor, entry);
  const userId = userOfEntry(actor, entry);
  const { ip, requestId } = actor.origin;
  const fields = originFields(actor.origin);
  return {
    workspaceId,
    userId,
    actorKind: actor.kind,
    actorId: actorId(actor),
    action,
    result,
    target: entry.target ?? null,
    detail: JSON.stringify(
      entry.changed ? { ...entry.detail, changed: entry.changed } : (entry.detail ?? {}),
    ),
    origin: fields && (await sealFor(tx, ownerOfOrigin(actor, workspaceId, userId), fields)),
    ipBucket: ip ? ipBucket(await vaultIn(tx).auditKey(null), ip) : null,
    about: entry.about ? await sealFor(tx, ownerOfAbout(entry.about, workspaceId), entry.about.fields) : null,
    requestId,
  };
}

const workspaceOfEntry = (actor: Actor, { workspaceId }: AuditEntry) =>
  workspaceId === undefined ? workspaceOf(actor) : workspaceId;

const userOfEntry = (actor: Actor, { userId }: AuditEntry) => (userId === undefined ? userOf(actor) : userId);

function ownerOfOrigin(actor: Actor, workspaceId: string | null, userId: string | null): Owner {
  if (actor.kind === "subscriber") return { workspaceId: actor.workspaceId, personId: actor.contactId };
  const personId = userOf(actor) ?? userId;
  return personId ? { workspaceId: null, personId } : { workspaceId, personId: null };
}

const ownerOfAbout = (about: About, workspaceId: string | null): Owner =>
  "userId" in about ? { workspaceId: null, personId: about.userId } : { workspaceId, personId: about.person };
