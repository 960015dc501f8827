import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { complianceOverview } from "#lib/privacy/compliance/overview.ts";
import { getNeeds } from "#lib/team/workspaces/needs.ts";
import { asOwner, makeContacts, makeMember, makeNewsletter } from "#testing/factories.ts";
import { listContacts } from "./list.ts";

test("grounds count in lists as they count when mail is sent", async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const importId = uuidv7();
  const [byFile, left, again, elsewhere, canadian, unclear] = await makeContacts(
    workspaceId,
    6,
    newsletterId,
  );
  if (!byFile || !left || !again || !elsewhere || !canadian || !unclear) throw new Error("six contacts");
  const { id: other } = await makeNewsletter(workspaceId);
  await asOwner(async (sql) => {
    const consent = (row: Record<string, unknown>) =>
      sql`insert into consents ${sql({
        id: uuidv7(),
        workspace_id: workspaceId,
        newsletter_id: newsletterId,
        kind: "grant",
        basis: "express",
        source: "import",
        wording: "Yes.",
        actor_kind: "job",
        ...row,
      })}`;
    const withdraw = (contact_id: string, newsletter_id: string | null) =>
      consent({ contact_id, newsletter_id, kind: "withdrawal", basis: "withdrawal", source: "one_click" });
    await sql`insert into imports (id, workspace_id, newsletter_id, file_name, created_by)
      values (${importId}, ${workspaceId}, ${newsletterId}, 'list.csv', ${uuidv7()})`;
    await sql`delete from consents where contact_id in (${byFile.id}, ${canadian.id}, ${unclear.id})`;
    await sql`update contacts set import_id = ${importId}, country = 'US' where id = ${byFile.id}`;
    await sql`update contacts set country = 'CA' where id = ${canadian.id}`;
    await sql`update contacts set country_written = 'Kanadia' where id = ${unclear.id}`;
    const soon = new Date(Date.now() + 9 * 86_400_000);
    // The word for a file whose rows carry their dates grants nothing itself.
    await consent({ import_id: importId, per_row: true });
    await consent({
      import_id: importId,
      basis: "implied_inquiry",
      given_on: "2026-01-05",
      expires_at: soon,
    });
    await withdraw(left.id, null);
    // An older day that a file brings in revives nothing.
    await consent({ contact_id: left.id, given_on: "2020-05-01" });
    await withdraw(again.id, null);
    await consent({ contact_id: again.id, occurred_at: new Date(Date.now() + 1000) });
    await withdraw(elsewhere.id, other);
    for (const { id } of [canadian, unclear]) await consent({ contact_id: id, basis: "legitimate_interest" });
  });
  const ids = async (ground: "none" | "express" | "ending" | "implied_inquiry" | "legitimate_interest") =>
    (await listContacts(actor, { ground })).rows.map(({ id }) => id).sort();
  expect(await ids("none")).toEqual([left.id, canadian.id, unclear.id].sort());
  expect(await ids("express")).toEqual([again.id, elsewhere.id].sort());
  expect(await ids("implied_inquiry")).toEqual([byFile.id]);
  expect(await ids("ending")).toEqual([byFile.id]);
  expect(await ids("legitimate_interest")).toEqual([]);
  expect(await complianceOverview(actor, {})).toMatchObject({
    coverage: { express: 2, implied_purchase: 0, implied_inquiry: 1, legitimate_interest: 0, none: 3 },
    ending: 1,
  });
  expect(await getNeeds(actor, {})).toMatchObject({
    lapsing: 1,
    lapsesFrom: expect.stringMatching(/^\d{4}-\d\d-\d\d$/),
  });
});

test("people who left or wait for confirmation miss no ground", async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [reads, left, stopped, waits, missing] = await makeContacts(workspaceId, 5, newsletterId);
  if (!reads || !left || !stopped || !waits || !missing) throw new Error("five contacts");
  const [nowhere] = await makeContacts(workspaceId, 1);
  await asOwner(async (sql) => {
    await sql`delete from consents where contact_id <> ${reads.id} and workspace_id = ${workspaceId}`;
    await sql`update subscriptions set unsubscribed_at = now() where contact_id = ${left.id}`;
    await sql`update subscriptions set confirmed_at = null where contact_id = ${waits.id}`;
    await sql`insert into suppressions (id, workspace_id, email_hash, email, reason, source)
      values (${uuidv7()}, ${workspaceId}, ${stopped.emailHash}, ${stopped.email}, 'complained', 'import')`;
  });
  const { coverage } = await complianceOverview(actor, {});
  expect(coverage).toMatchObject({ express: 1, none: 2, resting: 3 });
  const { rows } = await listContacts(actor, { ground: "missing" });
  expect(rows.map(({ id }) => id).sort()).toEqual([missing.id, nowhere?.id ?? ""].sort());
});
