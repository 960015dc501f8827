import { expect, test } from "@playwright/test";
import { getContact } from "#lib/audience/contacts/get.ts";
import { listImports } from "#lib/audience/imports/list.ts";
import type { Member } from "#lib/core/actor.ts";
import { scopes } from "#lib/integrations/api-keys/scopes.ts";
import { parseAddress } from "#lib/mail/address.ts";
import { api } from "#lib/routes.ts";
import { checkCampaign } from "#lib/sending/campaigns/check.ts";
import { getCampaign } from "#lib/sending/campaigns/get.ts";
import { listCampaigns } from "#lib/sending/campaigns/list.ts";
import { listInvitations } from "#lib/team/invitations/list.ts";
import { auditOf, makeSignedIn, ownerSql, uniqueEmail } from "#testing/factories.ts";
import { startSmtp } from "#testing/servers/smtp.ts";
import { loadDemo } from "./load.ts";
import { readers, readersCsv } from "./people.ts";
import { signedUp } from "./sample-owner.ts";

const noNames = async () => [];

test("the sample's contacts are distinct, unreachable and stable", () => {
  const between = [new Date("2026-08-01"), new Date("2026-10-12")] as const;
  const list = readers(400, ...between);
  expect(new Set(list.map(({ email }) => email)).size).toBe(400);
  for (const { email } of list) {
    expect(parseAddress(email)).toMatchObject({ ok: true, address: email });
    expect(email).toMatch(/\.example$/);
  }
  expect(new Set(list.map(({ country }) => country)).size).toBeGreaterThan(8);
  expect(readersCsv(readers(400, ...between))).toBe(readersCsv(list));
});

test("the sample has delivered mail, unsubscribes and an explained report", async () => {
  test.setTimeout(90_000);
  const server = await startSmtp();
  const actor = await signedUp(
    ownerSql(),
    { name: "Orla Kinsella", email: uniqueEmail("orla") },
    "Tide-harbour7 lamp",
  );
  const demo = await loadDemo({
    owner: actor,
    mailbox: { host: "127.0.0.1", port: server.port },
    deliveriesOf: async (campaignId) => {
      const rows = await ownerSql()<{ id: string }[]>`
        select id from deliveries where campaign_id = ${campaignId} and state = 'sent' order by contact_id`;
      return rows.map(({ id }) => id);
    },
    say: () => {},
    people: 80,
  });
  const member: Member = { ...actor, kind: "member", workspaceId: demo.workspaceId, role: "owner" };

  const me = await api(
    new Request("https://mail.example/api/v1/me", { headers: { authorization: `Bearer ${demo.apiKey}` } }),
    { ip: null, requestId: "demo" },
  );
  expect(await me.json()).toMatchObject({ key: { environment: "live", scopes: [...scopes] } });
  const { rows: files } = await listImports(member, {});
  expect(files).toMatchObject([{ state: "finished", added: 80, refused: 3 }]);
  const [first, second] = await Promise.all(
    demo.sent.map((campaignId) => getCampaign(member, { campaignId })),
  );
  expect(first).toMatchObject({ state: "sent", counts: { sent: 79, skipped: 4 } });
  expect(second).toMatchObject({ state: "sent", counts: { sent: 76, skipped: 7 } });
  expect(second?.reasons).toEqual(
    expect.arrayContaining([
      { state: "skipped", reason: "unsubscribed", count: 3 },
      { state: "skipped", reason: "manual", count: 3 },
      { state: "skipped", reason: "consent_casl", count: 1 },
    ]),
  );
  expect(await server.messages()).toHaveLength(155);

  const { rows: invitations } = await listInvitations(member, { limit: 10 });
  expect(invitations).toMatchObject([{ email: "sunniva.reed@harbourlight.example", role: "member" }]);

  const { rows: campaigns } = await listCampaigns(member, { state: "draft" });
  const draft = campaigns.find(({ name }) => name === "Winter sale");
  const check = await checkCampaign(member, { campaignId: draft?.id ?? "" }, noNames);
  expect(check.ready).toBe(false);
  expect(check.lines.filter(({ state }) => state === "stop").map(({ id }) => id)).toEqual(
    expect.arrayContaining(["account", "fields", "links"]),
  );
  const contact = await getContact(member, { contactId: demo.contactId });
  expect(contact.consents).toMatchObject([{ kind: "grant", basis: "express" }]);
  expect(contact.consents[0]?.wording).toContain("blue folder");
  expect((await auditOf(demo.workspaceId)).every(({ result }) => result === "done")).toBe(true);
  await server.close();
});

test("without a local mailbox the sample's campaigns stay drafts", async () => {
  const { actor } = await makeSignedIn();
  const demo = await loadDemo({
    owner: actor,
    mailbox: null,
    deliveriesOf: async () => [],
    say: () => {},
    people: 80,
  });
  expect(demo.sent).toEqual([]);
  const member: Member = { ...actor, kind: "member", workspaceId: demo.workspaceId, role: "owner" };
  const { rows } = await listCampaigns(member, {});
  expect(rows.map(({ state }) => state)).toEqual(["draft", "draft", "draft"]);
});
