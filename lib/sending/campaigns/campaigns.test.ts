import { expect, test } from "@playwright/test";
import sharp from "sharp";
import { setLogo } from "#lib/audience/logos/set.ts";
import { setNewsletterSender } from "#lib/audience/newsletters/set-sender.ts";
import { mailColours } from "#lib/audience/subscriber-pages/sender-colours.ts";
import { addSuppressions } from "#lib/audience/suppressions/add.ts";
import { work } from "#lib/core/work.ts";
import { verifyLink } from "#lib/crypto/tokens.ts";
import { badLinksOf } from "#lib/mail/message/markup/bad-links.ts";
import { parseMarkup } from "#lib/mail/message/markup/parse.ts";
import { readyCampaign, statesOf } from "#lib/sending/deliveries/campaign.fixture.ts";
import { deliveryChart } from "#lib/sending/deliveries/chart.ts";
import { listDeliveries } from "#lib/sending/deliveries/list.ts";
import {
  asOwner,
  makeCampaign,
  makeContacts,
  makeEmailAccount,
  makeMember,
  makeNewsletter,
  ownerSql,
} from "#testing/factories.ts";
import { startSmtp } from "#testing/servers/smtp.ts";
import { checkCampaign } from "./check.ts";
import { createCampaign } from "./create.ts";
import { getCampaign } from "./get.ts";
import { campaignLeaving } from "./leaving.ts";
import { listCampaigns } from "./list.ts";
import { previewCampaign } from "./preview.ts";
import { replaceTags } from "./replace-tags.ts";
import { resumeCampaign } from "./resume.ts";
import { sendCampaign } from "./send.ts";
import { sendTest } from "./send-test.ts";
import { updateCampaign } from "./update.ts";

const noDns = async () => [];
const order = ["stop", "warn", "ok"];

test("a message carries one-click headers, postal address and link", {
  tag: ["@OC1", "@OC15", "@OC16", "@CS3", "@OC10"],
}, async () => {
  const ready = await readyCampaign(1);
  await ready.send();
  await ready.deliver();
  const mail = await ready.server.waitFor(() => true);
  const head = mail.raw.toString("latin1").split("\r\n\r\n")[0] ?? "";

  const [header, ...more] = head.split("\r\n").filter((line) => /^list-unsubscribe:/i.test(line));
  expect(more).toEqual([]);
  const [, token = ""] =
    /^List-Unsubscribe: <http:\/\/localhost:3000\/api\/unsubscribe\/([A-Za-z0-9_-]{64})>$/.exec(
      header ?? "",
    ) ?? [];
  expect(head.match(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/gim)).toHaveLength(1);
  const [delivery] = await ownerSql()<{ id: string; message_id: string }[]>`
    select id, message_id from deliveries where campaign_id = ${ready.campaignId}`;
  const linkKey = await work(ready.actor, ({ vault }) => vault.linkKey());
  expect(verifyLink(linkKey, "unsubscribe", token)).toEqual({
    workspaceId: ready.actor.workspaceId,
    id: delivery?.id,
  });
  expect(head).toContain(`Message-ID: ${delivery?.message_id}`);
  expect(header).not.toContain("@");

  const { text = "", html } = mail.parsed;
  for (const part of [text, String(html).replaceAll("&#39;", "'")]) {
    expect(part).toContain("12 St James's Square, London SW1Y 4JH");
    expect(part).toContain(`http://localhost:3000/unsubscribe/${token}`);
    expect(part).toContain("Reader 0");
    expect(part).toContain("because you subscribed to The Weekly Engine");
  }
  expect(mail.parsed.subject).toBe("A letter to Reader 0");
  expect(mail.to).toEqual([ready.contacts[0]?.email]);
  await ready.server.close();
});

test("a retried message carries the same Message-ID", async () => {
  let refuse = true;
  const ids: string[] = [];
  const ready = await readyCampaign(1, {
    server: {
      behaviour: {
        refuseMessage: (mail) => {
          ids.push(mail.parsed.messageId ?? "");
          return refuse ? { code: 451, message: "4.3.0 later" } : null;
        },
      },
    },
  });
  await ready.send();
  await ready.deliver();
  refuse = false;
  await ready.timePasses();
  await ready.deliver();
  expect(ids).toHaveLength(2);
  expect(ids[0]).toBe(ids[1]);
  expect(await ready.states()).toEqual({ sent: 1 });
  await ready.server.close();
});

test("the check blocks an unfinished campaign line by line with cures", {
  tag: ["@CS3", "@GD1"],
}, async () => {
  const { actor } = await makeMember({ bare: true });
  const { id: campaignId } = await createCampaign(actor, { name: "Too early" });
  const { ready, lines } = await checkCampaign(actor, { campaignId }, noDns);

  expect(ready).toBe(false);
  const stops = lines.filter(({ state }) => state === "stop");
  expect(stops.map(({ id }) => id).sort()).toEqual([
    "account",
    "content",
    "newsletter",
    "postal_address",
    "sender_name",
    "subject",
  ]);
  expect(stops.every(({ fix }) => fix?.startsWith("/"))).toBe(true);
  expect(stops.find(({ id }) => id === "postal_address")?.why).toContain("7704(a)(5)(A)(iii)");
  const refused = await sendCampaign(actor, { campaignId }).catch((error: unknown) => error);
  expect(refused).toMatchObject({
    code: "conflict",
    fields: { postal_address: expect.any(String), subject: expect.any(String) },
  });
  expect(await getCampaign(actor, { campaignId })).toMatchObject({ state: "draft" });
});

test("the check names unknown fields, dead links, fake replies and DNS", { tag: "@CS4" }, async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  await makeContacts(workspaceId, 3, newsletterId);
  const { id: emailAccountId } = await makeEmailAccount(workspaceId);
  const bad = await makeCampaign(workspaceId, {
    newsletterId,
    emailAccountId,
    subject: "Re: our talk",
    body: "Dear {{nickname}}, [look](htp://example.com) and [here](https://nowhere).",
  });
  const { lines } = await checkCampaign(actor, { campaignId: bad.id }, noDns);
  const of = (id: string) => lines.filter((line) => line.id.startsWith(id)).map(({ state }) => state);
  expect(of("fields")).toEqual(["stop"]);
  expect(of("links")).toEqual(["stop", "stop"]);
  expect(of("subject")).toEqual(["stop"]);
  expect(lines.map(({ state }) => state)).toEqual(
    lines.map(({ state }) => state).toSorted((a, b) => order.indexOf(a) - order.indexOf(b)),
  );
  expect(lines.find(({ id }) => id === "subject")?.fix).toMatch(/#subject$/);
  expect(lines.find(({ id }) => id === "links")?.fix).toMatch(/#body$/);
  expect(of("spf")).toEqual(["warn"]);
  expect(of("dmarc")).toEqual(["warn"]);
  expect(new Set(lines.map(({ id }) => id)).size).toBe(lines.length);

  const good = await makeCampaign(workspaceId, { newsletterId, emailAccountId });
  const records = async (name: string) =>
    name.startsWith("_dmarc.") ? ["v=DMARC1; p=none"] : ["v=spf1 -all"];
  const passed = await checkCampaign(actor, { campaignId: good.id }, records);
  expect(passed.ready).toBe(true);
  expect(passed.audience).toEqual({ eligible: 3, skipped: {} });
  expect(passed.lines.filter(({ state }) => state !== "ok").map(({ id }) => id)).toEqual(["dkim"]);

  const silent = await checkCampaign(actor, { campaignId: good.id }, async () =>
    Promise.reject(new Error("ESERVFAIL")),
  );
  expect(silent.ready).toBe(true);
  expect(silent.lines.find(({ id }) => id === "dns")?.state).toBe("warn");
});

test("body links may be web, mail or telephone addresses only", () => {
  const badLinks = (body: string) => badLinksOf(parseMarkup(body)).map(({ href }) => href);
  const good =
    "[a](https://example.com/x?y={{email}}) [b](mailto:ada@example.com) [c](tel:+44123) [d](http://localhost:3000) [e]({{unsubscribe_url}})";
  expect(badLinks(good)).toEqual([]);
  const bad = [
    "javascript:alert`1`",
    "htp://x.y",
    "https://",
    "example.com",
    "https://a b.com",
    "",
    "//example.com",
    "data:text/html,x",
  ];
  expect(badLinks(bad.map((target) => `[x](${target})`).join(" "))).toEqual(bad);
});

test("two submits at once send one campaign", async () => {
  const ready = await readyCampaign(10);
  const answers = await Promise.allSettled([ready.send(), ready.send(), ready.send()]);
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const answer of answers) {
    if (answer.status === "rejected")
      expect(answer.reason).toMatchObject({
        code: "conflict",
        message: "This campaign is already on its way.",
      });
  }
  await ready.deliver();
  expect(await ready.arrived()).toHaveLength(10);
  const waiting =
    await ownerSql()`select 1 from pgboss.job where name = 'campaign-send' and singleton_key = ${ready.campaignId}`;
  expect(waiting).toHaveLength(1);
  await ready.server.close();
});

test("a second campaign leaves out suppressed and unconfirmed contacts with reasons", async () => {
  const ready = await readyCampaign(8);
  const [a, b, c, d, e] = ready.contacts;
  await addSuppressions(ready.actor, { emails: a?.email ?? "" });
  await ownerSql().begin(async (tx) => {
    await tx`select audit_append(gen_random_uuid(), null, null, 'job', 't', 'test.make', 'done', null, '{}', null, null, 't')`;
    await tx`update subscriptions set confirmed_at = null where contact_id = ${b?.id as string}`;
    await tx`delete from consents where contact_id = ${c?.id as string}`;
    await tx`delete from consents where contact_id = ${d?.id as string}`;
    await tx`insert into consents (id, workspace_id, contact_id, newsletter_id, kind, basis, source, wording, actor_kind, expires_at)
      values (gen_random_uuid(), ${ready.workspaceId}, ${d?.id as string}, ${ready.newsletter.id}, 'grant', 'implied_inquiry', 'manual', 'Asked.', 'job', now() - interval '1 day')`;
    await tx`update subscriptions set unsubscribed_at = now() where contact_id = ${e?.id as string}`;
  });

  const { audience } = await checkCampaign(ready.actor, { campaignId: ready.campaignId }, noDns);
  const skipped = { manual: 1, unconfirmed: 1, no_consent: 1, consent_expired: 1, unsubscribed: 1 };
  expect(audience).toEqual({ eligible: 3, skipped });
  expect(await ready.send()).toMatchObject({ queued: 3, skipped: 5 });
  await ready.deliver();

  const report = await getCampaign(ready.actor, { campaignId: ready.campaignId });
  expect(report).toMatchObject({ state: "sent", counts: { sent: 3, skipped: 5, queued: 0 } });
  expect(Object.fromEntries(report.reasons.map(({ reason, count }) => [reason, count]))).toEqual(skipped);
  const left = await listDeliveries(ready.actor, {
    campaignId: ready.campaignId,
    state: "skipped",
    reason: "manual",
  });
  expect(left.rows.map(({ email }) => email)).toEqual([a?.email]);
  expect((await listCampaigns(ready.actor, {})).rows).toMatchObject([
    { total: 3, sent: 3, waiting: 0, skipped: 5 },
  ]);
  const chart = await deliveryChart(ready.actor, { campaignId: ready.campaignId, step: "minute" });
  expect(chart.reduce((sum, { sent }) => sum + sent, 0)).toBe(3);
  await ready.server.close();
});

test("an import's attestation is the consent of everyone it brought", { tag: "@GD1" }, async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const contacts = await makeContacts(workspaceId, 4, newsletterId);
  const importId = crypto.randomUUID();
  await ownerSql().begin(async (tx) => {
    await tx`select audit_append(gen_random_uuid(), null, null, 'job', 't', 'test.make', 'done', null, '{}', null, null, 't')`;
    await tx`delete from consents where workspace_id = ${workspaceId}`;
    await tx`update contacts set import_id = ${importId} where id = any(${contacts.slice(0, 3).map(({ id }) => id)})`;
    await tx`insert into consents (id, workspace_id, import_id, newsletter_id, kind, basis, source, wording, actor_kind)
      values (gen_random_uuid(), ${workspaceId}, ${importId}, ${newsletterId}, 'grant', 'express', 'import', 'I attest.', 'member')`;
  });
  const { id: emailAccountId } = await makeEmailAccount(workspaceId);
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId, emailAccountId });
  const { audience } = await checkCampaign(actor, { campaignId }, noDns);
  expect(audience).toEqual({ eligible: 3, skipped: { no_consent: 1 } });
});

test("a test message goes to the member only and reports failure", async () => {
  const server = await startSmtp();
  const { actor, user, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const { id: emailAccountId } = await makeEmailAccount(workspaceId, { port: server.port });
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId, emailAccountId });

  expect(await sendTest(actor, { campaignId })).toEqual({ to: user.email });
  const [mail] = await server.messages();
  expect(mail?.to).toEqual([user.email]);
  expect(mail?.parsed.subject).toBe("[Test] A letter to Ada");
  expect(await statesOf(campaignId)).toEqual({});
  await server.close();
  await expect(sendTest(actor, { campaignId })).rejects.toMatchObject({ code: "unavailable" });
});

test("a test message is not sent once its member's right has ended", async () => {
  const held = Promise.withResolvers<void>();
  const begun = performance.now();
  let ended = false;
  const behaviour = {
    async holdMessage() {
      if (ended) return;
      ended = true;
      await asOwner((sql) => sql`update memberships set role = 'viewer' where user_id = ${actor.userId}`);
      // A right that was just asked for is believed for a second.
      await expect.poll(() => performance.now() - begun).toBeGreaterThan(1500);
      held.resolve();
    },
  };
  const server = await startSmtp({ behaviour });
  const { actor, user, workspaceId } = await makeMember({ role: "member" });
  const { user: other } = await makeMember({ workspaceId });
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const { id: emailAccountId } = await makeEmailAccount(workspaceId, { port: server.port });
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId, emailAccountId });
  const sending = sendTest(actor, { campaignId, to: `${user.email}, ${other.email}` });
  await expect(sending).rejects.toMatchObject({ code: "forbidden" });
  await held.promise;
  const mails = await server.messages();
  expect(mails.map(({ to }) => to)).toEqual([[user.email]]);
  await server.close();
});

test("a campaign paused because its account is gone goes on through another", async () => {
  const ready = await readyCampaign(5);
  await ready.send();
  const { disconnectEmailAccount } = await import("#lib/mailboxes/email-accounts/disconnect.ts");
  expect(await disconnectEmailAccount(ready.actor, { accountId: ready.account.id })).toMatchObject({
    pausedCampaigns: 1,
  });
  await ready.deliver();
  expect(await ready.states()).toEqual({ queued: 5 });
  await expect(resumeCampaign(ready.actor, { campaignId: ready.campaignId })).rejects.toMatchObject({
    code: "conflict",
  });

  const other = await makeEmailAccount(ready.workspaceId, { port: ready.server.port });
  await resumeCampaign(ready.actor, { campaignId: ready.campaignId, emailAccountId: other.id });
  await ready.deliver();
  expect(await ready.states()).toEqual({ sent: 5 });
  await ready.server.close();
});

test("another workspace's campaign parts are not found; sent ones are fixed", {
  tag: "@V8.2.2",
}, async () => {
  const ready = await readyCampaign(1);
  const { actor: stranger } = await makeMember();
  const gone = { code: "notFound" };
  const { campaignId } = ready;
  await expect(getCampaign(stranger, { campaignId })).rejects.toMatchObject(gone);
  await expect(checkCampaign(stranger, { campaignId }, noDns)).rejects.toMatchObject(gone);
  await expect(listDeliveries(stranger, { campaignId })).rejects.toMatchObject(gone);
  await expect(deliveryChart(stranger, { campaignId, step: "hour" })).rejects.toMatchObject(gone);
  await expect(sendCampaign(stranger, { campaignId })).rejects.toMatchObject(gone);
  await expect(
    createCampaign(stranger, { name: "x", newsletterId: ready.newsletter.id }),
  ).rejects.toMatchObject({
    fields: { newsletterId: "That newsletter no longer exists." },
  });
  await expect(
    createCampaign(stranger, { name: "x", emailAccountId: ready.account.id }),
  ).rejects.toMatchObject({
    fields: { emailAccountId: "That account is no longer connected." },
  });
  expect((await listCampaigns(stranger, {})).rows).toEqual([]);

  await ready.send();
  await expect(updateCampaign(ready.actor, { campaignId, name: "Later" })).rejects.toMatchObject({
    code: "conflict",
  });
  await ready.server.close();
});

test("a test goes to members and proved domains as a chosen reader", async () => {
  const server = await startSmtp();
  const { actor, workspaceId, user } = await makeMember();
  const other = await makeMember();
  const { id: emailAccountId } = await makeEmailAccount(workspaceId, { port: server.port });
  const { id: campaignId } = await makeCampaign(workspaceId, {
    emailAccountId,
    subject: `${"x".repeat(192)}🎉`,
  });
  const [contact] = await makeContacts(workspaceId, 1);
  for (const to of [
    other.user.email,
    "stranger@example.com",
    `${user.email}, stranger@example.com`,
    "no address",
  ])
    await expect(sendTest(actor, { campaignId, to }), to).rejects.toMatchObject({
      fields: { to: expect.any(String) },
    });
  const many = Array.from({ length: 6 }, (_, n) => `a${n}@example.com`).join(",");
  await expect(sendTest(actor, { campaignId, to: many })).rejects.toMatchObject({
    fields: { to: expect.any(String) },
  });
  expect(await sendTest(actor, { campaignId, to: user.email.toUpperCase(), sample: "nameless" })).toEqual({
    to: user.email,
  });
  expect(await sendTest(actor, { campaignId, sample: contact?.id ?? "" })).toEqual({ to: user.email });
  const [nameless, named] = await server.messages();
  expect(nameless?.parsed.text).toContain("Hello there");
  expect(named?.parsed.text).not.toContain("Hello there");
  expect(nameless?.parsed.subject).toBe(`[Test] ${"x".repeat(192)}`);
  await server.close();
});

test("an unsigned campaign leaves only after a yes that is recorded", { tag: "@BS2" }, async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  await makeContacts(workspaceId, 1, newsletterId);
  const { id: emailAccountId } = await makeEmailAccount(workspaceId);
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId, emailAccountId });
  expect(await checkCampaign(actor, { campaignId }, noDns)).toMatchObject({ ready: true, signed: false });
  await expect(sendCampaign(actor, { campaignId, unsigned: false })).rejects.toMatchObject({
    fields: { unsigned: expect.any(String) },
  });
  expect(await getCampaign(actor, { campaignId })).toMatchObject({ state: "draft" });
  expect(await sendCampaign(actor, { campaignId, unsigned: true })).toMatchObject({ queued: 1 });
});

test("a report says who unsubscribed through its campaign", async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const campaign = await makeCampaign(workspaceId, { newsletterId });
  const other = await makeCampaign(workspaceId, { newsletterId });
  const [left, undone, bounced, elsewhere] = await makeContacts(workspaceId, 4, newsletterId);
  const stop = (contact: typeof left, campaignId: string, reason: string, lifted: boolean) =>
    asOwner(
      (
        sql,
      ) => sql`insert into suppressions (id, workspace_id, email_hash, email, newsletter_id, reason, source, campaign_id, lifted_at)
        values (new_id(), ${workspaceId}, ${contact?.emailHash ?? Buffer.alloc(32)}, ${contact?.email ?? ""}, ${newsletterId}, ${reason}, 'one_click', ${campaignId},
          ${lifted ? new Date() : null})`,
    );
  await stop(left, campaign.id, "unsubscribed", false);
  await stop(undone, campaign.id, "unsubscribed", true);
  await stop(bounced, campaign.id, "bounced", false);
  await stop(elsewhere, other.id, "unsubscribed", false);
  expect(await campaignLeaving(actor, { campaignId: campaign.id })).toMatchObject({
    unsubscribed: 1,
    people: [{ email: left?.email }],
  });
});

test("another tool's merge tags stop a draft until one press mends it", async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  await makeContacts(workspaceId, 1, newsletterId);
  const { id: emailAccountId } = await makeEmailAccount(workspaceId);
  const { id: campaignId } = await createCampaign(actor, {
    name: "From Mailchimp",
    newsletterId,
    emailAccountId,
    subject: "*|FNAME|*, news",
    preheader: "For %%first_name%%",
    body: "Dear *|FNAME|*,\n\n[go](https://example.com/?e=*|EMAIL|*) and {{firstName}}",
  });
  const found = async () =>
    (await checkCampaign(actor, { campaignId }, noDns)).lines.filter(({ id }) => id.startsWith("fields"));
  const before = await found();
  expect(before.map(({ state, fix }) => `${state} ${fix?.split("#")[1]}`)).toEqual([
    "stop subject",
    "stop preheader",
    "stop body",
    "stop body",
    "stop body",
  ]);
  for (const typed of new Set(before.flatMap(({ replaces }) => replaces?.typed ?? [])))
    await replaceTags(actor, { campaignId, typed });
  expect(await getCampaign(actor, { campaignId })).toMatchObject({
    subject: "{{first_name}}, news",
    preheader: "For {{first_name}}",
    body: "Dear {{first_name}},\n\n[go](https://example.com/?e={{email}}) and {{first_name}}",
  });
  expect((await found()).map(({ text }) => text)).toEqual(["Every merge field is known."]);
  await expect(replaceTags(actor, { campaignId, typed: "*|FNAME|*" })).rejects.toMatchObject({
    code: "conflict",
  });
});

test("a campaign and a preview have their newsletter's name, color and logo", async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const { id: emailAccountId } = await makeEmailAccount(workspaceId);
  const body = "[Read on](https://example.com)";
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId, emailAccountId, body });
  const preview = () =>
    previewCampaign(actor, { campaignId, reader: { name: "Ada", email: "ada@example.com" } });
  expect((await preview()).html).not.toContain("<img");
  expect((await getCampaign(actor, { campaignId })).fromName).not.toBe("Mira {{from}} Tea");

  await setNewsletterSender(actor, { newsletterId, senderName: "Mira {{from}} Tea", senderColour: "ocean" });
  const image = sharp({ create: { width: 600, height: 200, channels: 4, background: "#2a6" } }).png();
  await setLogo(actor, { newsletterId, image: (await image.toBuffer()).toString("base64") });
  const { html } = await preview();
  expect(html).toContain(`.page a{color:${mailColours.ocean}}`);
  expect(html).toMatch(
    /<img src="http[^"]+\/subscribe\/logos\/[^"]+\.png" alt="Mira \{\{from\}\} Tea" width="144"/,
  );
  expect((await getCampaign(actor, { campaignId })).fromName).toBe("Mira {{from}} Tea");
  const { lines } = await checkCampaign(actor, { campaignId }, noDns);
  expect(lines.find(({ id }) => id === "account")?.text).toContain("From Mira {{from}} Tea <");
});
