import { expect, test } from "@playwright/test";
import type postgres from "postgres";
import { ownerSql } from "#testing/factories.ts";

/** What becomes of a row once the person it names is found out or goes. */
type Fate = {
  /** "This wasn't me", and a reset with "Somebody else was in my account". */
  disowned: "ended" | "paused" | "named" | "stays";
  /** Removal, leaving and a lower role; of a key, its revocation. */
  withdrawn: "ended" | "paused" | "named" | "stops by itself" | "stays";
  why: string;
};

/** Rows of a user's own account or session, and of a key: they are undone, signed out or refused with it. */
const own = (why: string): Fate => ({ disowned: "stays", withdrawn: "stops by itself", why });

const evidence = (why: string): Fate => ({ disowned: "stays", withdrawn: "stays", why });

/** Columns that name a thing, a subscriber or a key of the ring, never who made the row. */
const things = new Set(
  "aaguid about_key account_id action_id campaign_id chain_id contact_id delivery_id email_account_id event_id export_id field_id"
    .split(" ")
    .concat(
      "import_id newsletter_id opening_id origin_key private_key_key_id restricted_for run_id secret_key_id segment_id".split(
        " ",
      ),
      "suppression_id tag_id totp_key_id upload_id webhook_id".split(" "),
    ),
);

/** Every column that names who made or asked for something, and what is done about it. */
const makers: Record<string, Fate> = {
  "api_keys.created_by": {
    disowned: "ended",
    withdrawn: "ended",
    why: "A key opens the workspace by itself. The remover may keep it; it is named and marked then.",
  },
  "bulk_actions.created_by": {
    disowned: "ended",
    withdrawn: "stops by itself",
    why: "Each batch asks for the right and role it was asked with.",
  },
  "campaigns.scheduled_by": {
    disowned: "paused",
    withdrawn: "stops by itself",
    why: "It is held, and its start asks for the right and role.",
  },
  "campaigns.send_requested_by": {
    disowned: "paused",
    withdrawn: "stays",
    why: "A campaign under way was sent by right; a member pauses it.",
  },
  "campaigns.send_program_id": {
    disowned: "stays",
    withdrawn: "paused",
    why: "A leaked key may have sent it. Its maker's report counts by send_requested_by.",
  },
  "campaigns.updated_by": {
    disowned: "paused",
    withdrawn: "stays",
    why: "A welcome mail goes on by itself, and its text may be the thief's.",
  },
  "email_accounts.connected_by": {
    disowned: "named",
    withdrawn: "named",
    why: "Ending it would end letters; its password is changed at the provider.",
  },
  "imports.asked_by": {
    disowned: "ended",
    withdrawn: "stops by itself",
    why: "Each batch asks for the right and role it was asked with.",
  },
  "imports.created_by": evidence("An import that nobody started does nothing; asked_by counts."),
  "invitations.invited_by": {
    disowned: "ended",
    withdrawn: "ended",
    why: "It lets somebody in. Whoever came by one since is named to the owners.",
  },
  "webhooks.created_by": {
    disowned: "paused",
    withdrawn: "paused",
    why: "It sends what happens here to an address. An admin resumes it with a fresh proof.",
  },
  "webhooks.program_id": {
    disowned: "stays",
    withdrawn: "paused",
    why: "A revoked or reported key chose the address. Its maker's report counts by created_by.",
  },
  "webhooks.changed_by": {
    disowned: "paused",
    withdrawn: "paused",
    why: "Whoever sets the address decides who is told, as its maker did.",
  },
  "webhooks.changed_program_id": {
    disowned: "stays",
    withdrawn: "paused",
    why: "As program_id, for the last address.",
  },
  "invitations.accepted_by": {
    disowned: "stays",
    withdrawn: "stays",
    why: "Who came by it, and is named when its sender's sign-in is reported.",
  },
  "imports.program_id": {
    disowned: "stays",
    withdrawn: "stops by itself",
    why: "Each batch asks whether the key works. Its maker's report counts by asked_by.",
  },
  "account_recoveries.shortened_by": evidence("An admin's help with a recovery, which its own mails report."),
  "api_keys.revoked_by": evidence("It ended something."),
  "audit_exports.asked_by": evidence("The file opens for admins alone, and each download is recorded."),
  "audit_verifications.requested_by": evidence("It changes nothing."),
  "campaign_drafts.saved_by": evidence("A text that nobody sends does nothing."),
  "campaigns.created_by": evidence("A draft does nothing until it is sent or scheduled."),
  "contacts.address_corrected_by": evidence("Kept as proof; the former address stands beside it."),
  "imports.attested_by": evidence("Who gave their word for a file, as the law asks."),
  "interest_assessments.written_by": evidence("Who weighed the interests, as the law asks."),
  "key_rotations.asked_by": evidence("It opens nothing."),
  "logos.created_by": evidence("A picture that every mail shows; a member replaces it."),
  "people_taken.taken_by": evidence("A count."),
  "segments.created_by": evidence("A saved question about contacts."),
  "subject_requests.closed_by": evidence("Who answered a person, as the law asks."),
  "suppression_rules.created_by": evidence("It keeps mail off; a member removes it."),
  "suppressions.created_by": evidence("It keeps mail off; an admin lifts what a bulk action made together."),
  "suppressions.lifted_by": evidence("Who lifted it, with the reason."),
  "key_rotations.held_by": evidence("The worker that turns keys, no person."),
  "api_keys.replaced_by": evidence("A key's successor, no person."),
  "account_recoveries.user_id": own("It asks the person by mail for days, and every mail cancels it."),
  "api_key_networks.key_id": evidence("Where a key was used from."),
  "api_key_uses.key_id": evidence("When a key was used last."),
  "api_requests.key_id": evidence("What a key asked for."),
  "api_usage.key_id": evidence("How much a key asked for."),
  "audit_events.actor_id": evidence("The log."),
  "audit_events.user_id": evidence("The log."),
  "command_results.user_id": own("An answer of a day, shown to the same session's user alone."),
  "consents.actor_id": evidence("Who recorded a consent, as the law asks."),
  "disownings.user_id": {
    disowned: "named",
    withdrawn: "stays",
    why: "The report itself: later work reads its span here.",
  },
  "email_changes.user_id": own("A report undoes the change, and the old address holds a link that does."),
  "email_tokens.subject_id": own("The session or change that a mailed link is about."),
  "email_tokens.user_id": own("Mailed to the person's own address. A new reset ends the ones before."),
  "forgotten_keys.key_id": evidence("A key of a person that was destroyed."),
  "former_members.user_id": evidence("Names those who left in the log."),
  "idempotent_requests.key_id": own("An answer of a day, given to the same key, which is refused first."),
  "idempotent_requests.run": evidence("The number of one run of a request, no person."),
  "login_challenges.user_id": own("A sign-in under way, which ends with the sessions."),
  "memberships.user_id": own("The membership itself. Its end is the removal."),
  "passkeys.user_id": own("A report removes those added since; the others are the person's."),
  "person_keys.person_id": evidence("The key of sealed personal data in the log."),
  "recovery_codes.user_id": own(
    "A second factor alone. The password is removed, and the person makes new codes.",
  ),
  "security_scores.user_id": evidence("A figure."),
  "sessions.user_id": own("A report ends all of them. A removal takes the workspace from them."),
  "totp_enrolments.key_id": evidence("The key of the ring that sealed it."),
  "totp_enrolments.session_id": own("An enrolment works in its session alone."),
  "totp_enrolments.user_id": own("An enrolment works in its session alone."),
  "webauthn_challenges.user_id": own("A few minutes long, and bound to the person's passkeys."),
  "webhook_deliveries.api_key_id": evidence("The new key that an event tells of."),
};

/** Tables of a workspace that name no maker, and why nothing of a maker's goes on in them. The audit log says who changed a row. */
const unmade: Record<string, string> = {
  audit_export_progress: "How far an export is; audit_exports names who asked.",
  bulk_action_contacts: "The people of a bulk action, which names who asked.",
  campaign_people: "The readers of a campaign, which names who sent it.",
  confirmations: "A subscriber asked for each.",
  contact_addresses: "Who a person is.",
  contact_fields: "Names of fields.",
  contact_tags: "Marks on contacts. They send nothing.",
  contact_values: "Values of contacts. They send nothing.",
  deliveries: "Messages of a campaign, which names who sent it.",
  email_account_health: "How a server answered.",
  erased_addresses: "Keyed hashes that keep erased people out.",
  former_addresses: "What a contact was called before.",
  import_chunks: "The file of an import, which names who asked.",
  import_left_values: "Values that an import left out.",
  import_refusals: "Lines that an import refused.",
  leaving_reasons: "Words of subscribers.",
  link_openings: "What subscribers opened.",
  mail_turns: "Counts of mails.",
  newsletters:
    "Its texts go on by themselves, without links of others. Each change is in the log with what stood before.",
  sending_domains:
    "A key that signs. It sends nothing without a mail account, and the domain's owner publishes it.",
  subscriptions: "Consents prove each one, and name who recorded it.",
  suppression_sources: "Why an address is kept off.",
  tags: "Names of tags.",
  unsubscribe_alerts: "Counts of an hour.",
  webhook_health: "How an address answered.",
  webhook_secrets: "Whoever rotated it saw it once. The log names who.",
};

/** Columns that may name who made a row: every uuid that is no thing, and texts that name an actor. */
const naming = (sql: postgres.Sql | postgres.TransactionSql) => sql<{ name: string; column: string }[]>`
  select c.relname || '.' || a.attname as name, a.attname as column from pg_class c join pg_attribute a on a.attrelid = c.oid
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and not a.attisdropped
    and a.attnum > 0 and a.attname not in ('id', 'workspace_id')
    and (a.atttypid = 'uuid'::regtype or (a.atttypid = 'text'::regtype and a.attname ~ '(_by|actor|actor_id|maker|owner|user_id|program_id)$'))
  order by 1`;

const makersIn = async (sql: postgres.Sql | postgres.TransactionSql) =>
  (await naming(sql)).filter(({ column }) => !things.has(column)).map(({ name }) => name);

test("every column that names a maker says what becomes of it", async () => {
  expect(await makersIn(ownerSql())).toEqual(Object.keys(makers).sort());
});

test("a maker under another name is found", async () => {
  const planted = ownerSql().begin(async (sql) => {
    await sql`create table planted (workspace_id uuid not null, id uuid, asked_for uuid, made_by_program text, owner text, campaign_id uuid)`;
    const found = (await makersIn(sql)).filter((name) => name.startsWith("planted."));
    throw new Error(found.join(" "));
  });
  await expect(planted).rejects.toThrow("planted.asked_for planted.owner");
});

test("every table of a workspace without a maker says why", async () => {
  const tables = await ownerSql()<{ name: string }[]>`
    select c.relname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attname = 'workspace_id' and a.attnotnull and not a.attisdropped order by 1`;
  const named = new Set(Object.keys(makers).map((name) => name.split(".")[0]));
  expect(tables.map(({ name }) => name).filter((name) => !named.has(name))).toEqual(
    Object.keys(unmade).sort(),
  );
});

test("the end of a right touches each column whose rows it pauses", async () => {
  const [row] = await ownerSql()<{ text: string }[]>`
    select string_agg(pg_get_functiondef(p.oid), ' ') as text from pg_proc p join pg_trigger t on t.tgfoid = p.oid
    where t.tgrelid in ('memberships'::regclass, 'api_keys'::regclass) and not t.tgisinternal`;
  for (const [name, { withdrawn }] of Object.entries(makers)) {
    const [table = "", column = ""] = name.split(".");
    const touched = new RegExp(`update ${table} (?=[^$]*\\b${column}\\b)`).test(row?.text ?? "");
    if (withdrawn === "paused") expect(touched, name).toBe(true);
  }
});

test("a report touches each column whose rows it ends, pauses or names", async () => {
  const [row] = await ownerSql()<{ text: string }[]>`
    select string_agg(pg_get_functiondef(p.oid), ' ') as text from pg_proc p
    where p.pronamespace = 'public'::regnamespace and p.proname in ('asked_in_name_of', 'disowned_campaigns', 'api_keys_made_by')`;
  for (const [name, { disowned }] of Object.entries(makers)) {
    const [table = "", column = ""] = name.split(".");
    const touched = new RegExp(`\\b${table} (\\w+)\\b[^;]*\\b\\1\\.${column} = p_user_id`).test(
      row?.text ?? "",
    );
    expect(touched, name).toBe(disowned !== "stays");
  }
});
