import { expect, test } from "@playwright/test";
import { ownerSql } from "#testing/factories.ts";

/** What becomes of a row once the person it names is found out or goes. */
type Fate = {
  /** "This wasn't me", and a reset with "Somebody else was in my account". */
  disowned: "ended" | "paused" | "named" | "stays";
  /** Removal and a lower role. */
  withdrawn: "ended" | "named" | "stops by itself" | "stays";
  why: string;
};

const evidence = (why: string): Fate => ({ disowned: "stays", withdrawn: "stays", why });

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
    withdrawn: "stays",
    why: "It sends what happens here to an address. An admin resumes it; members and viewers see none.",
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
};

test("every column that names a maker says what becomes of it", async () => {
  const found = await ownerSql()<{ name: string }[]>`
    select c.relname || '.' || a.attname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition and not a.attisdropped
      and a.attnum > 0 and a.attname ~ '_by$' and a.atttypid = 'uuid'::regtype order by 1`;
  expect(found.map(({ name }) => name)).toEqual(Object.keys(makers).sort());
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
