import { and, desc, eq, isNull, lt, type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { campaigns } from "#db/schema/campaigns.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import { suppressions } from "#db/schema/suppressions.ts";
import { notRestricted } from "#lib/audience/not-restricted.ts";
import { likePattern } from "#lib/core/like-pattern.ts";
import { owned } from "#lib/core/owned.ts";
import { paged, pageInput } from "#lib/core/paged.ts";
import { orKey, workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { sameWorkspace } from "#lib/core/same-workspace.ts";
import { text } from "#lib/core/text.ts";
import { emailAddress } from "#lib/mail/email-address.ts";

/** How an address came onto the list. */
export const suppressionSources = [
  "one_click",
  "unsubscribe_page",
  "smtp_reply",
  "manual",
  "import",
  "demo",
] as const;

/** Filters for the list of suppressions and its export. */
export const suppressionFilters = {
  reason: z.enum(["unsubscribed", "bounced", "complained", "manual"]).optional(),
  /** What they get no mail from: one newsletter by its id, or everything. */
  scope: z.union([z.uuid(), z.literal("everything")]).optional(),
  source: z.enum(suppressionSources).optional(),
  search: text({ max: 254 }).optional(),
};

/**
 * Returns the suppressions with their reasons, newest first. `search` matches part of the address.
 * `email` is null where a contact was erased and only the hash remains; `newsletter` is null for
 * all newsletters.
 */
export const listSuppressions = query({
  name: "suppression.list",
  allow: orKey(workspaceViewer, "suppressions:read"),
  // A search may take its time, and must not hold up the short reads of others.
  sole: ({ search, email }) => !search && !email,
  input: z.object({
    ...pageInput,
    ...suppressionFilters,
    /** One whole address. */
    email: emailAddress.optional(),
  }),
  async run({ db, actor }, { cursor, limit, reason, scope, source, search, email }) {
    const where: SQL[] = [owned(suppressions, actor), isNull(suppressions.liftedAt)];
    if (cursor) where.push(lt(suppressions.id, cursor));
    if (reason) where.push(eq(suppressions.reason, reason));
    if (scope === "everything") where.push(isNull(suppressions.newsletterId));
    else if (scope) where.push(eq(suppressions.newsletterId, scope));
    if (source) where.push(eq(suppressions.source, source));
    if (email) where.push(holds(email), eq(suppressions.email, email));
    if (search) where.push(holds(search.toLowerCase()));
    // No program goes on with the data of a person who restricted them (GDPR 18); one asked for by address is shown.
    if (actor.kind === "apiKey" && !email) where.push(notRestricted(actor.workspaceId, suppressions.email));

    const rows = await db
      .select({
        id: suppressions.id,
        email: suppressions.email,
        reason: suppressions.reason,
        source: suppressions.source,
        note: suppressions.note,
        createdAt: suppressions.createdAt,
        /** Whether the address belongs to a person whose data are restricted: no export holds it. */
        restricted: sql<boolean>`not ${notRestricted(actor.workspaceId, suppressions.email)}`,
        since: suppressions.since,
        importId: suppressions.importId,
        newsletter: { id: newsletters.id, name: newsletters.name },
        campaign: { id: campaigns.id, name: campaigns.name },
      })
      .from(suppressions)
      .leftJoin(
        newsletters,
        sameWorkspace(newsletters, suppressions, eq(newsletters.id, suppressions.newsletterId)),
      )
      .leftJoin(campaigns, sameWorkspace(campaigns, suppressions, eq(campaigns.id, suppressions.campaignId)))
      .where(and(...where))
      .orderBy(desc(suppressions.id))
      .limit(limit + 1);
    return paged(rows, limit);
  },
});

/** Returns the condition that an address holds a part: by the index of trigrams, where three letters or digits stand in a row. */
const holds = (part: string): SQL =>
  /[a-z0-9]{3}/.test(part)
    ? sql`${suppressions.id} in (select found from find_suppressions(${likePattern(part)}) found)`
    : sql`position(${part} in ${suppressions.email}) > 0`;
