import { sql } from "drizzle-orm";

const count = (condition: string) =>
  sql<number>`(select count(*)::int from subscriptions s
    where s.workspace_id = newsletters.workspace_id and s.newsletter_id = newsletters.id and ${sql.raw(condition)})`;

/** Columns to select beside a newsletter's own. Active means confirmed and not left. */
export const subscriberCounts = {
  active: count("s.confirmed_at is not null and s.unsubscribed_at is null"),
  pending: count("s.confirmed_at is null and s.unsubscribed_at is null"),
  unsubscribed: count("s.unsubscribed_at is not null"),
};
