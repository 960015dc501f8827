import type postgres from "postgres";

const names = [
  "ada",
  "grace",
  "olga",
  "björn",
  "chiara",
  "joão",
  "zoë",
  "hans",
  "mina",
  "yusuf",
  "ines",
  "lotte",
];
const places = [
  "gmail",
  "outlook",
  "harbour",
  "musik",
  "letters",
  "studio",
  "werft",
  "atelier",
  "boats",
  "lumen",
];

/**
 * Fills a workspace with contacts of a list as one knows them: a few common names and providers, many rare ones. All are on the
 * newsletter with an express consent of their own. Written by the owner, in an audited transaction.
 */
export async function fillContacts(
  admin: postgres.Sql,
  workspaceId: string,
  newsletterId: string,
  size: number,
) {
  await admin.begin(async (sql) => {
    await sql`select audit_append(new_id(), null, null, 'job', 'bench', 'bench.fill', 'done', null, '{}', null, null, 'bench')`;
    await sql`insert into contacts (id, workspace_id, email, email_hash, first_name, last_name, country, source)
      select new_id(), ${workspaceId}, 'reader' || n || '.' || n::bigint * 7919 % 10007 || '@' || (${places}::text[])[1 + n * 31 % 10]
          || case when n % 3 = 0 then '' else n % 4999 || '' end || '.example',
        decode(md5(n::text), 'hex'), initcap((${names}::text[])[1 + n % 12]), 'Family' || n % 20011,
        (array['US', 'US', 'GB', 'DE', 'FR', 'CA', null])[1 + n % 7], 'import'
      from generate_series(1, ${size}::int) n`;
    await sql`insert into subscriptions (workspace_id, newsletter_id, contact_id, confirmed_at)
      select workspace_id, ${newsletterId}, id, now() from contacts where workspace_id = ${workspaceId}`;
    await sql`insert into consents (id, workspace_id, contact_id, newsletter_id, kind, basis, source, wording, actor_kind)
      select new_id(), workspace_id, id, ${newsletterId}, 'grant', 'express', 'import', 'I want this newsletter.', 'job'
      from contacts where workspace_id = ${workspaceId}`;
    await sql`insert into suppressions (id, workspace_id, email_hash, email, reason, source)
      select new_id(), workspace_id, email_hash, email, 'unsubscribed', 'import' from contacts
      where workspace_id = ${workspaceId} and get_byte(email_hash, 0) < 5`;
  });
  await admin`vacuum (analyze) contacts, subscriptions, consents, suppressions`;
}
