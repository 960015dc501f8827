import { sql } from "drizzle-orm";

/**
 * Ends an `insert into suppressions as s` of a wish by hand: it takes the place of a bounce, so that nobody who lifts the bounce lifts
 * the wish, and leaves every other reason as it stands. Rows that it changes count as added.
 */
export const overBounce = sql`
  on conflict (workspace_id, email_hash, coalesce(newsletter_id, '00000000-0000-0000-0000-000000000000')) where lifted_at is null
  do update set reason = 'manual', source = 'manual', campaign_id = null, created_by = excluded.created_by,
    email = coalesce(excluded.email, s.email), since = (now() at time zone 'UTC')::date,
    note = left(concat_ws(' ', excluded.note, 'The address had bounced before.'), 500)
    where s.reason = 'bounced'`;
