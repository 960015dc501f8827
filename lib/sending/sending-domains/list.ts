import { and, desc, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { sendingDomains } from "#db/schema/email-accounts.ts";
import { owned } from "#lib/core/owned.ts";
import { paged, pageInput } from "#lib/core/paged.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { recordOf } from "./record.ts";

/** The domains with a DKIM key, newest first, each with the DNS record it needs. Never the private key. */
export const listSendingDomains = query({
  name: "sending_domain.list",
  allow: workspaceViewer,
  input: z.object(pageInput),
  async run({ db, actor }, { cursor, limit }) {
    const rows = await db
      .select({
        id: sendingDomains.id,
        domain: sendingDomains.domain,
        selector: sendingDomains.selector,
        publicKey: sendingDomains.publicKey,
        verifiedAt: sendingDomains.verifiedAt,
        createdAt: sendingDomains.createdAt,
      })
      .from(sendingDomains)
      .where(and(owned(sendingDomains, actor), cursor ? lt(sendingDomains.id, cursor) : sql`true`))
      .orderBy(desc(sendingDomains.id))
      .limit(limit + 1);
    return paged(
      rows.map(({ publicKey, selector, ...row }) => ({
        ...row,
        record: recordOf({ domain: row.domain, selector, publicKey }),
      })),
      limit,
    );
  },
});
