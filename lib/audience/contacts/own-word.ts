import { type SQL, sql } from "drizzle-orm";

const ownSources = ["form", "one_click", "unsubscribe_page"];

/** Returns whether a consent was recorded by the person's own press, so that its recording is the moment it was given. */
export const isOwnWord = ({ source }: { source: string }): boolean => ownSources.includes(source);

/** Returns the same as a condition. `k` is an alias of consents. */
export const ownWord = (k: SQL): SQL => sql`${k}.source in ('form', 'one_click', 'unsubscribe_page')`;

/**
 * Returns a question for the moment at which a person confirmed a subscription by the mail sent to them; null for people whom
 * a member or a file put on. `s` is an alias of subscriptions.
 */
export const confirmedAt = (s: SQL): SQL => sql`select max(c.occurred_at) from consents c
  where c.workspace_id = ${s}.workspace_id and c.contact_id = ${s}.contact_id and c.newsletter_id = ${s}.newsletter_id
    and c.kind = 'grant' and c.source = 'form' and c.evidence ->> 'confirmed' = 'true'`;
