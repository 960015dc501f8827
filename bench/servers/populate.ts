// Makes people on one newsletter, each with a delivered message, in the database of its environment; says signed links of some of them.
// node populate.ts <people> <links>
import postgres from "postgres";
import { uuidv7 } from "uuidv7";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { makeCampaign, makeMember, makeNewsletter } from "#testing/factories.ts";

const [people = 0, links = 0] = process.argv.slice(2).map(Number);
const admin = postgres(process.env.BENCH_ADMIN_URL ?? "", { max: 1, onnotice: () => {} });
const { workspaceId } = await makeMember();
const { id: newsletterId } = await makeNewsletter(workspaceId);
const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId });

await admin.begin(async (sql) => {
  await sql`select audit_append(${uuidv7()}, null, null, 'job', 'bench', 'bench.make', 'done', null, '{}', null, null, 'bench')`;
  await sql`create temp table people on commit drop as
    select new_id() as id, 'reader' || n || '@example.com' as email, substring(sha256(n::text::bytea) for 16) as hash
    from generate_series(1, ${people}::int) n`;
  await sql`insert into contacts (id, workspace_id, email, email_hash, source)
    select id, ${workspaceId}, email, hash, 'manual' from people`;
  await sql`insert into deliveries (campaign_id, contact_id, id, workspace_id, email, email_hash, state, attempts, sent_at)
    select ${campaignId}, id, new_id(), ${workspaceId}, email, hash, 'sent', 1, now() from people`;
  await sql`set local session_replication_role = replica`; // its foreign keys are true by making
  await sql`insert into subscriptions (newsletter_id, contact_id, workspace_id, confirmed_at)
    select ${newsletterId}, id, ${workspaceId}, now() from people`;
});
await admin.unsafe("vacuum analyze contacts, subscriptions, deliveries");
await admin.unsafe("checkpoint");

// Spread over the whole table, so that a large one is walked all over.
const rows = await admin<{ id: string }[]>`
  select id from (select id, row_number() over () as n from deliveries) d
  where n % ${Math.max(1, Math.floor(people / links))}::int = 0 order by md5(id::text) limit ${links}`;
const key = await linkKey();
process.send?.(
  { ready: true, tokens: rows.map(({ id }) => signLink(key, "unsubscribe", { workspaceId, id })) },
  () => process.exit(0),
);
