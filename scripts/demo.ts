// `npm run demo -- --json`: makes a sample workspace in the running or the embedded database, once;
// a second run prints the same again. It calls the product's own commands (lib/demo), so that db
// stays a folder that knows only tables. This file does the rest as the database's owner: a user
// without a verification mail, dates in the past, and cleanup after an interrupted run. Each such
// change has an audit entry that says so.
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import postgres from "postgres";
import { checkPassword } from "#lib/account/passwords/policy.ts";
import { closeConnections } from "#lib/core/database/connections.ts";
import { randomToken } from "#lib/crypto/tokens.ts";
import { env as checked } from "#lib/env.ts";
import { type Demo, demoWorkspaceName, loadDemo } from "#scripts/demo/load.ts";
import { recorded } from "#scripts/demo/recorded.ts";
import { signedUp } from "#scripts/demo/sample-owner.ts";
import { command } from "./command.ts";
import { migrateDatabase } from "./migrations.ts";

const person = { name: "Orla Kinsella", email: "orla@harbourlight.example" };

type Kept = Omit<Demo, "sent"> & { owner: { email: string; password: string }; sent: boolean };

await command("npm run demo", async ({ env, say, running }) => {
  const json = process.argv.includes("--json");
  const tell = json ? () => {} : say;
  const sql = postgres(checked().DATABASE_DIRECT_URL, {
    max: 1,
    prepare: checked().DATABASE_PREPARE,
    onnotice: () => {},
  });
  try {
    let kept = await known(sql);
    if (!kept) {
      await migrateDatabase(env);
      kept = await made(sql, tell, running);
    }
    print(kept, json);
  } finally {
    await sql.end({ timeout: 5 });
    await closeConnections();
  }
});

function print({ owner, workspaceId, newsletterId, contactId, apiKey, sent }: Kept, json: boolean) {
  const url = checked().APP_URL;
  if (json) {
    console.log(JSON.stringify({ url, workspaceId, owner, apiKey, newsletterId, contactId }));
    return;
  }
  console.log(`The sample workspace “${demoWorkspaceName}” is loaded.

  Open       ${url}/sign-in
  Email      ${owner.email}
  Password   ${owner.password}
  API key    ${apiKey}
`);
  if (!sent)
    console.log(
      "Its campaigns are drafts: SMTP_URL names a real server, and sample letters have no business there.\n",
    );
}

/** Returns the result of an earlier run, when both its file and its rows still exist. */
async function known(sql: postgres.Sql): Promise<Kept | null> {
  let kept: Kept;
  try {
    kept = JSON.parse(readFileSync(file(), "utf8"));
  } catch {
    return null;
  }
  const [migrated] = await sql`select 1 where to_regclass('memberships') is not null`;
  if (!migrated) return null;
  const [found] =
    await sql`select 1 from workspaces w join memberships m on m.workspace_id = w.id join users u on u.id = m.user_id
    where w.id = ${kept.workspaceId} and u.email = ${kept.owner.email}`;
  return found && kept.apiKey ? kept : null;
}

async function made(sql: postgres.Sql, say: (line: string) => void, workers: boolean): Promise<Kept> {
  say("Loading the sample workspace");
  const password = newPassword();
  const owner = await signedUp(sql, person, password);
  await clearUnfinished(sql, owner.userId);
  const { MAILNEO_LOCAL_SMTP_PORT: port } = checked();
  const { sent, ...demo } = await loadDemo({
    owner,
    mailbox: port ? { host: "127.0.0.1", port } : null,
    deliveriesOf: async (campaignId) => {
      const rows = await sql<{ id: string }[]>`
        select id from deliveries where campaign_id = ${campaignId} and state = 'sent' order by contact_id`;
      return rows.map(({ id }) => id);
    },
    say,
    workers,
  });
  await sql`update sessions set revoked_at = now() where id = ${owner.sessionId}`;
  await backDate(sql, demo, sent);
  const kept: Kept = { ...demo, owner: { email: person.email, password }, sent: sent.length > 0 };
  writeFileSync(file(), `${JSON.stringify(kept, null, 2)}\n`, { mode: 0o600 });
  chmodSync(file(), 0o600); // because the mode above is for a new file only
  return kept;
}

function file(): string {
  return join(checked().DATA_DIR, "demo.json");
}

/**
 * Random for each installation, because a known password would let an attacker into every machine
 * with the sample.
 */
function newPassword(): string {
  for (;;) {
    const password = `${randomToken(18)}-9aZ`;
    if (checkPassword(password, person) === null) return password;
  }
}

/**
 * Removes half a sample that an interrupted run left, or one without a password because its file
 * was deleted.
 */
async function clearUnfinished(sql: postgres.Sql, userId: string) {
  const left = await sql<
    { id: string }[]
  >`select w.id from workspaces w join memberships m on m.workspace_id = w.id
    where m.user_id = ${userId} and m.role = 'owner' and w.name = ${demoWorkspaceName}`;
  for (const { id } of left) {
    await recorded(sql, "demo.clear", id, async (tx) => {
      for (const table of [
        "campaigns",
        "subscriptions",
        "contacts",
        "consents",
        "suppressions",
        "imports",
        "newsletters",
      ])
        await tx`delete from ${tx(table)} where workspace_id = ${id}`;
      await tx`delete from email_accounts where workspace_id = ${id}`;
      await tx`delete from workspaces where id = ${id}`;
    });
  }
}

/**
 * Spreads the sample over the last weeks, so that lists and charts look used: consents before mails, and each list in
 * the order of its times. The audit log keeps the true times, because it is never edited.
 */
async function backDate(sql: postgres.Sql, { workspaceId }: Omit<Demo, "sent">, sent: string[]) {
  await recorded(sql, "demo.back_date", workspaceId, async (tx) => {
    await tx`update workspaces set created_at = now() - interval '41 days' where id = ${workspaceId}`;
    await tx`update users set created_at = now() - interval '41 days' where email = ${person.email}`;
    await tx`update newsletters set created_at = now() - interval '40 days' where workspace_id = ${workspaceId}`;
    await tx`update email_accounts set created_at = now() - interval '39 days', verified_at = now() - interval '39 days'
      where workspace_id = ${workspaceId}`;
    await tx`update imports set created_at = created_at - interval '38 days', received_at = received_at - interval '38 days',
      attested_at = attested_at - interval '38 days', started_at = started_at - interval '38 days',
      finished_at = finished_at - interval '38 days', moved_at = moved_at - interval '38 days' where workspace_id = ${workspaceId}`;
    await tx`update contacts set created_at = created_at - case source when 'import' then interval '38 days' else interval '25 days' end
      where workspace_id = ${workspaceId}`;
    // Suppressions are listed by id, so that their times follow it: those by hand first, then the days after the first letter.
    await tx`update suppressions s set created_at = case when s.source = 'manual' then now() - interval '36 days'
        else now() - interval '23 days' + interval '9 days' * (o.n - 0.3 * random()) / o.total end
      from (select id, row_number() over (partition by source = 'manual' order by id) as n,
          count(*) over (partition by source = 'manual') as total from suppressions where workspace_id = ${workspaceId}) o
      where o.id = s.id and s.workspace_id = ${workspaceId}`;
    const left = tx`(select min(x.created_at) from suppressions x
      where x.workspace_id = c.workspace_id and x.email_hash = c.email_hash and x.source <> 'manual')`;
    await tx`update subscriptions s set subscribed_at = c.created_at, confirmed_at = c.created_at,
      unsubscribed_at = case when s.unsubscribed_at is not null then coalesce(${left}, s.unsubscribed_at) end
      from contacts c where c.workspace_id = s.workspace_id and c.id = s.contact_id and s.workspace_id = ${workspaceId}`;
    // The ledger of consents refuses every change, so that the sample's rows are written anew with their times.
    await tx`create temp table sample_consents on commit drop as select * from consents where workspace_id = ${workspaceId}`;
    await tx`update sample_consents k set occurred_at = case k.kind when 'withdrawal' then coalesce(${left}, k.occurred_at)
        else c.created_at end from contacts c where c.workspace_id = k.workspace_id and c.id = k.contact_id`;
    await tx`update sample_consents k set occurred_at = i.created_at from imports i where i.id = k.import_id and k.contact_id is null`;
    await tx`delete from consents where workspace_id = ${workspaceId}`;
    await tx`insert into consents select * from sample_consents`;
    for (const [index, campaignId] of sent.entries()) {
      const ago = ["24 days", "5 days"][index] ?? "1 day";
      await tx`update campaigns set created_at = created_at - ${ago}::interval - interval '2 days',
        updated_at = updated_at - ${ago}::interval - interval '1 hour', send_requested_at = send_requested_at - ${ago}::interval,
        finished_at = finished_at - ${ago}::interval + interval '14 minutes' where id = ${campaignId}`;
      await tx`update deliveries set due_at = due_at - ${ago}::interval,
        sent_at = sent_at - ${ago}::interval + random() * interval '13 minutes' where campaign_id = ${campaignId}`;
    }
    await tx`update campaigns set created_at = now() - interval '1 day', updated_at = now() - interval '3 hours'
      where workspace_id = ${workspaceId} and send_requested_at is null`;
  });
}
