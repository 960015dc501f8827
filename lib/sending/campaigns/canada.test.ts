import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { mailStates } from "#lib/audience/contacts/mail-states.ts";
import { work } from "#lib/core/work.ts";
import { readyCampaign } from "#lib/sending/deliveries/campaign.fixture.ts";
import { updateWorkspace } from "#lib/team/workspaces/update.ts";
import { asOwner } from "#testing/factories.ts";
import { checkCampaign } from "./check.ts";
import { getCampaign } from "./get.ts";

type Grant = { basis: string; ends?: string; import?: boolean; given?: string; soft?: true; silent?: true };

/** Who is asked about, on what ground they were written to, and what the gate says. */
const people: {
  country: string | null;
  /** Country as a file wrote it. */
  written?: string;
  grants: Grant[];
  /** How long ago, or just now. */
  withdrawn?: boolean | string;
  refusal: string | null;
  whereImpliedWillDo?: null;
}[] = [
  { country: "CA", grants: [{ basis: "legitimate_interest" }], refusal: "consent_casl" },
  { country: "CA", grants: [{ basis: "legitimate_interest", import: true }], refusal: "consent_casl" },
  { country: "CA", grants: [{ basis: "express" }], refusal: null },
  { country: "CA", grants: [{ basis: "express", import: true }], refusal: null },
  {
    country: "CA",
    grants: [{ basis: "implied_purchase", ends: "1 day", given: "2 years" }],
    refusal: "consent_casl",
    whereImpliedWillDo: null,
  },
  { country: "CA", grants: [{ basis: "implied_purchase", ends: "1 day" }], refusal: "consent_casl" },
  {
    country: null,
    written: "Kanadaa",
    grants: [{ basis: "legitimate_interest" }],
    refusal: "consent_country",
  },
  {
    country: null,
    written: "Kanadaa",
    grants: [{ basis: "implied_purchase", ends: "1 day", given: "2 years" }],
    refusal: "consent_country",
  },
  { country: null, written: "Kanadaa", grants: [{ basis: "express", import: true }], refusal: null },
  {
    country: "FR",
    grants: [{ basis: "express", given: "3 years" }],
    withdrawn: "1 year",
    refusal: "consent_withdrawn",
  },
  { country: "FR", grants: [{ basis: "express", given: "3 days" }], withdrawn: "1 year", refusal: null },
  { country: "CA", grants: [{ basis: "implied_inquiry", ends: "-1 day" }], refusal: "consent_expired" },
  {
    country: "CA",
    grants: [{ basis: "implied_inquiry", ends: "-1 day" }, { basis: "legitimate_interest" }],
    refusal: "consent_casl",
  },
  { country: "CA", grants: [{ basis: "legitimate_interest" }, { basis: "express" }], refusal: null },
  { country: "CA", grants: [{ basis: "express" }], withdrawn: true, refusal: "consent_withdrawn" },
  {
    country: "CA",
    grants: [{ basis: "legitimate_interest" }],
    withdrawn: true,
    refusal: "consent_withdrawn",
  },
  { country: "FR", grants: [{ basis: "legitimate_interest", soft: true }], refusal: null },
  { country: "US", grants: [{ basis: "legitimate_interest", import: true }], refusal: null },
  { country: "FR", grants: [{ basis: "legitimate_interest" }], refusal: "consent_eu" },
  { country: "GB", grants: [{ basis: "legitimate_interest", import: true }], refusal: "consent_eu" },
  { country: null, grants: [{ basis: "legitimate_interest", import: true }], refusal: "consent_eu" },
  { country: "CA", grants: [{ basis: "legitimate_interest", soft: true }], refusal: "consent_casl" },
  // Every implied ground of s.10(9) counts in Canada where the workspace takes it, and only with its day.
  ...(["implied_inquiry", "implied_non_business", "implied_publication", "implied_disclosed"] as const).map(
    (basis) => ({
      country: "CA",
      grants: [{ basis, given: "1 month" }],
      refusal: "consent_casl",
      whereImpliedWillDo: null,
    }),
  ),
  { country: "CA", grants: [{ basis: "implied_publication" }], refusal: "consent_casl" },
  // In Europe a purchase or an inquiry counts with the facts of the sale alone.
  { country: "DE", grants: [{ basis: "implied_purchase", given: "1 month" }], refusal: "consent_eu" },
  {
    country: "DE",
    grants: [{ basis: "implied_inquiry", given: "1 month", import: true }],
    refusal: "consent_eu",
  },
  { country: "DE", grants: [{ basis: "implied_purchase", given: "1 month", soft: true }], refusal: null },
  { country: "DE", grants: [{ basis: "express", silent: true }], refusal: "consent_no_proof" },
  { country: "US", grants: [{ basis: "express", silent: true }], refusal: null },
  {
    country: null,
    grants: [{ basis: "implied_purchase", given: "1 month", soft: true }],
    refusal: "consent_country",
  },
  { country: "US", grants: [{ basis: "implied_purchase", given: "1 month" }], refusal: null },
];

async function readyPeople() {
  const ready = await readyCampaign(people.length);
  const { workspaceId } = ready;
  const newsletterId = ready.newsletter.id;
  await asOwner(async (sql) => {
    await sql`delete from consents where workspace_id = ${workspaceId}`;
    for (const [n, { country, written = null, grants, withdrawn }] of people.entries()) {
      const contactId = ready.contacts[n]?.id ?? "";
      const importId = uuidv7();
      await sql`update contacts set country = ${country}, country_written = ${written}, import_id = ${importId} where id = ${contactId}`;
      for (const {
        basis,
        ends = null,
        import: whole = false,
        given = null,
        soft = false,
        silent = false,
      } of grants) {
        await sql`insert into consents (id, workspace_id, contact_id, import_id, newsletter_id, kind, basis, source, wording, actor_kind, expires_at,
            occurred_at, given_on, soft_opt_in)
          values (${uuidv7()}, ${workspaceId}, ${whole ? null : contactId}, ${whole ? importId : null}, ${newsletterId}, 'grant', ${basis},
            'manual', ${silent ? "" : "So it was."}, 'job', now() + ${ends}::interval, now() - interval '1 hour', (now() - ${given}::interval)::date, ${soft})`;
      }
      if (withdrawn) {
        await sql`insert into consents (id, workspace_id, contact_id, newsletter_id, kind, basis, source, wording, actor_kind, occurred_at)
          values (${uuidv7()}, ${workspaceId}, ${contactId}, ${newsletterId}, 'withdrawal', 'withdrawal', 'manual', 'No more.', 'job',
            now() - ${typeof withdrawn === "string" ? withdrawn : "0 days"}::interval)`;
      }
    }
  });
  return ready;
}

test("Canada needs express consent, or implied where the workspace allows it", {
  tag: ["@CA1", "@CA2"],
}, async () => {
  const ready = await readyPeople();
  const ids = ready.contacts.map(({ id }) => id);
  const refusals = async () => {
    const states = await work(ready.actor, ({ tx }) => mailStates(tx, ready.workspaceId, ids));
    const byId = new Map(states.map(({ contactId, refusal }) => [contactId, refusal]));
    return ids.map((id) => byId.get(id));
  };
  expect(await refusals()).toEqual(people.map(({ refusal }) => refusal));

  const { audience, lines } = await checkCampaign(
    ready.actor,
    { campaignId: ready.campaignId },
    async () => [],
  );
  const skipped = {
    consent_casl: 11,
    consent_eu: 5,
    consent_country: 3,
    consent_no_proof: 1,
    consent_expired: 1,
    consent_withdrawn: 3,
  };
  expect(audience).toEqual({ eligible: 10, skipped });
  expect(lines.find(({ id }) => id === "consent_casl")).toMatchObject({
    state: "warn",
    text: expect.stringContaining("11 people in Canada left out"),
    why: expect.stringContaining("CASL s.6(1)"),
  });

  await updateWorkspace(ready.actor, { canadianConsent: "implied" });
  expect(await refusals()).toEqual(
    people.map((person) => ("whereImpliedWillDo" in person ? null : person.refusal)),
  );
  await ready.server.close();
});

test("a contact found in Canada after queueing is left out", {
  tag: "@CA1",
}, async () => {
  const ready = await readyPeople();
  const moved =
    ready.contacts[
      people.findIndex(
        ({ country, grants }) => country === "FR" && grants[0]?.basis === "legitimate_interest",
      )
    ];
  expect(await ready.send()).toMatchObject({ queued: 10 });
  await asOwner((sql) => sql`update contacts set country = 'CA' where id = ${moved?.id ?? ""}`);
  await ready.deliver();
  const report = await getCampaign(ready.actor, { campaignId: ready.campaignId });
  expect(report).toMatchObject({ state: "sent", counts: { sent: 9 } });
  expect(report.reasons).toContainEqual(expect.objectContaining({ reason: "consent_casl", count: 12 }));
  await ready.server.close();
});
