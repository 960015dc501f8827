import { and, desc, eq, lt, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { consents, grounds } from "#db/schema/consents.ts";
import { contacts } from "#db/schema/contacts.ts";
import { imports } from "#db/schema/imports.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { paged, pageInput } from "#lib/core/paged.ts";
import { orKey, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { sameWorkspace } from "#lib/core/same-workspace.ts";

/** What a line of the ledger records. A request waits for the person's own confirmation and grants nothing. */
export const consentKinds = ["grant", "withdrawal", "request"] as const;

/**
 * Returns the consent ledger, newest line first: grants and withdrawals of everybody, and a member's word for a file. A line
 * whose person was erased stays as proof, without a name.
 */
export const listConsents = query({
  name: "consent.list",
  allow: orKey(workspaceViewer, "consents:read"),
  input: z.object({
    ...pageInput,
    kind: z.enum(consentKinds).optional(),
    ground: z.enum(grounds).optional(),
    newsletterId: z.uuid().optional(),
    /** One person, with the words for the files that brought them. */
    contactId: z.uuid().optional(),
  }),
  async run({ db, actor }, { cursor, limit, kind, ground, newsletterId, contactId }) {
    const where: SQL[] = [owned(consents, actor)];
    if (contactId) where.push(await ofPerson(db, actor, contactId));
    if (cursor) where.push(lt(consents.id, cursor));
    if (kind === "request") where.push(eq(consents.requested, true));
    else if (kind) where.push(eq(consents.kind, kind), eq(consents.requested, false));
    if (ground) where.push(eq(consents.basis, ground));
    if (newsletterId) where.push(eq(consents.newsletterId, newsletterId));
    const rows = await db
      .select({
        id: consents.id,
        kind: sql<
          (typeof consentKinds)[number]
        >`case when ${consents.requested} then 'request' else ${consents.kind} end`,
        basis: consents.basis,
        softOptIn: consents.softOptIn,
        source: consents.source,
        wording: consents.wording,
        contactId: contacts.id,
        email: contacts.email,
        /** True for a member's word for everybody in a file. */
        forFile: sql<boolean>`${consents.contactId} is null`,
        importId: consents.importId,
        importFile: imports.fileName,
        newsletterId: consents.newsletterId,
        newsletter: newsletters.name,
        givenOn: consents.givenOn,
        occurredAt: consents.occurredAt,
        expiresAt: consents.expiresAt,
      })
      .from(consents)
      .leftJoin(contacts, sameWorkspace(contacts, consents, eq(contacts.id, consents.contactId)))
      .leftJoin(imports, sameWorkspace(imports, consents, eq(imports.id, consents.importId)))
      .leftJoin(newsletters, sameWorkspace(newsletters, consents, eq(newsletters.id, consents.newsletterId)))
      .where(and(...where))
      .orderBy(desc(consents.id))
      .limit(limit + 1);
    return paged(rows, limit);
  },
});

/** @throws AppError notFound */
async function ofPerson(db: Transaction, actor: { workspaceId: string }, contactId: string): Promise<SQL> {
  const [person] = await db
    .select({ id: contacts.id })
    .from(contacts)
    .where(and(owned(contacts, actor), eq(contacts.id, contactId)));
  if (!person) throw notFound("contact");
  const { workspaceId } = actor;
  return sql`(${consents.contactId} = ${contactId} or (${consents.contactId} is null and ${consents.importId} in (
    select c.import_id from contacts c where c.workspace_id = ${workspaceId} and c.id = ${contactId}
    union select s.import_id from subscriptions s where s.workspace_id = ${workspaceId} and s.contact_id = ${contactId})))`;
}
