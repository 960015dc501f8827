import { and, eq } from "drizzle-orm";
import { z } from "zod";
import { sendingDomains } from "#db/schema/email-accounts.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { recordOf } from "./record.ts";

export const getSendingDomain = query({
  name: "sending_domain.get",
  allow: workspaceViewer,
  input: z.object({ domainId: z.uuid() }),
  async run({ db, actor }, { domainId }) {
    const [row] = await db
      .select({
        id: sendingDomains.id,
        domain: sendingDomains.domain,
        selector: sendingDomains.selector,
        publicKey: sendingDomains.publicKey,
        verifiedAt: sendingDomains.verifiedAt,
      })
      .from(sendingDomains)
      .where(and(owned(sendingDomains, actor), eq(sendingDomains.id, domainId)));
    if (!row) throw notFound("domain");
    const { id, domain, verifiedAt } = row;
    return { id, domain, verifiedAt, record: recordOf(row) };
  },
});
