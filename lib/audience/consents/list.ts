import { and, desc, eq, lt, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { consents, grounds } from "#db/schema/consents.ts";
import { contacts } from "#db/schema/contacts.ts";
import { imports } from "#db/schema/imports.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import { owned } from "#lib/core/owned.ts";
import { paged, pageInput } from "#lib/core/paged.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
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
  allow: workspaceViewer,
  input: z.object({
    ...pageInput,
    kind: z.enum(consentKinds).optional(),
    ground: z.enum(grounds).optional(),
    newsletterId: z.uuid().optional(),
  }),
  async run({ db, actor }, { cursor, limit, kind, ground, newsletterId }) {
    const where: SQL[] = [owned(consents, actor)];
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
