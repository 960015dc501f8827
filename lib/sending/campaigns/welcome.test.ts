import { expect, test } from "@playwright/test";
import { confirmSubscription } from "#lib/audience/confirmations/confirm.ts";
import { signRenderTime } from "#lib/audience/subscribe-forms/render-time.ts";
import { unsubscribe } from "#lib/audience/unsubscribe/unsubscribe.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { api } from "#lib/routes.ts";
import { deliverJob } from "#lib/sending/deliveries/job.ts";
import {
  anonymous,
  asOwner,
  makeEmailAccount,
  makeMember,
  makeNewsletter,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";
import { startSmtp } from "#testing/servers/smtp.ts";
import { listCampaigns } from "./list.ts";
import { setWelcome } from "./set-welcome.ts";

let networks = 0;

async function makeWelcoming() {
  const server = await startSmtp();
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const account = await makeEmailAccount(workspaceId, { port: server.port });
  const written = {
    newsletterId,
    emailAccountId: account.id,
    subject: "Welcome",
    body: "Good that you are here.",
  };
  const { id: campaignId } = await setWelcome(actor, { ...written, on: true });
  return { server, actor, workspaceId, newsletterId, campaignId, written };
}

type Welcoming = Awaited<ReturnType<typeof makeWelcoming>>;

async function signUp({ newsletterId }: Welcoming, email: string) {
  const made = signRenderTime(await linkKey(), newsletterId, Date.now() - 5000);
  const ip = `2001:dba:${process.pid.toString(16).slice(-4)}:${(++networks).toString(16)}::1`;
  await api(
    new Request(`http://localhost:3000/subscribe/${newsletterId}`, {
      method: "POST",
      body: new URLSearchParams({ email, made }),
    }),
    { ip, requestId: "welcome" },
  );
}

async function confirmAll({ workspaceId }: Welcoming, times = 1) {
  const key = await linkKey();
  const rows = await ownerSql()<{ id: string }[]>`
    select id from confirmations where workspace_id = ${workspaceId} and confirmed_at is null`;
  const tokens = rows.map(({ id }) => signLink(key, "confirm", { workspaceId, id }));
  const presses = tokens.flatMap((token) => Array.from({ length: times }, () => token));
  await Promise.allSettled(presses.map((token) => confirmSubscription(anonymous(), { token })));
}

const deliver = ({ workspaceId, campaignId }: Welcoming) => runJob(deliverJob, { workspaceId, campaignId });

const woken = async ({ campaignId }: Welcoming) =>
  (await ownerSql()`select 1 from campaigns_to_wake() where campaign_id = ${campaignId}`).length > 0;

test("a new subscriber gets the welcome mail once, after confirming", {
  tag: ["@DO1", "@OC1", "@CS3"],
}, async () => {
  const list = await makeWelcoming();
  const email = uniqueEmail("new");
  await signUp(list, email);
  expect(await woken(list)).toBe(false);
  await confirmAll(list, 4);
  expect(await woken(list)).toBe(true);
  await deliver(list);
  const [message, ...more] = await list.server.messages();
  expect(more).toEqual([]);
  expect(message?.to).toEqual([email]);
  const raw = String(message?.raw);
  expect(raw).toMatch(/^List-Unsubscribe: <https?:\/\/[^>]+>/m);
  expect(raw).toMatch(/^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
  expect(raw).toContain("12 St James");
  expect(await woken(list), "nothing waits, and it stays open for the next one").toBe(false);

  // Leaving and coming back brings no second one.
  const [row] = await ownerSql()<{ id: string; contact_id: string }[]>`
    select id, contact_id from deliveries where campaign_id = ${list.campaignId}`;
  await unsubscribe(
    {
      kind: "subscriber",
      workspaceId: list.workspaceId,
      contactId: row?.contact_id ?? "",
      deliveryId: row?.id ?? "",
      campaignId: list.campaignId,
      newsletterId: list.newsletterId,
      origin: list.actor.origin,
    },
    { scope: "newsletter", source: "one_click" },
  );
  await signUp(list, email);
  await confirmAll(list);
  await deliver(list);
  expect(await list.server.messages()).toHaveLength(1);
  await list.server.close();
});

test("two signups of one person confirmed at once bring one welcome", async () => {
  const list = await makeWelcoming();
  const email = uniqueEmail("twice");
  await signUp(list, email);
  await asOwner(
    (tx) => tx`insert into confirmations (workspace_id, id, newsletter_id, contact_id, form, wording, locale)
      select workspace_id, new_id(), newsletter_id, contact_id, form, wording, locale from confirmations
      where workspace_id = ${list.workspaceId}`,
  );
  await confirmAll(list, 3);
  await Promise.all([deliver(list), deliver(list)]);
  expect(await list.server.messages()).toHaveLength(1);
  await list.server.close();
});

test("the gate keeps a welcome from who left meanwhile", { tag: "@OC12" }, async () => {
  const list = await makeWelcoming();
  await signUp(list, uniqueEmail("regrets"));
  await confirmAll(list);
  await asOwner(
    (tx) => tx`update subscriptions set unsubscribed_at = now() where workspace_id = ${list.workspaceId}`,
  );
  await deliver(list);
  expect(await list.server.messages()).toEqual([]);
  const [row] = await ownerSql()`select state, reason from deliveries where campaign_id = ${list.campaignId}`;
  expect(row).toEqual({ state: "skipped", reason: "unsubscribed" });
  await list.server.close();
});

test("an idle welcome mail is off, unlisted, and keeps nothing from archiving", async () => {
  const list = await makeWelcoming();
  await setWelcome(list.actor, { ...list.written, on: false });
  await signUp(list, uniqueEmail("quiet"));
  await confirmAll(list);
  expect(await ownerSql()`select 1 from deliveries where campaign_id = ${list.campaignId}`).toHaveLength(0);
  const { rows } = await listCampaigns(list.actor, {});
  expect(rows).toEqual([]);
  const again = await setWelcome(list.actor, { ...list.written, subject: "Hello", on: false });
  expect(again.id).toBe(list.campaignId);
  const { archiveNewsletter } = await import("#lib/audience/newsletters/archive.ts");
  await archiveNewsletter(list.actor, { newsletterId: list.newsletterId });
  await list.server.close();
});

test("a welcome mail that lacks what the law asks cannot be on", { tag: "@CS3" }, async () => {
  const list = await makeWelcoming();
  await asOwner((tx) => tx`update workspaces set postal_address = null where id = ${list.workspaceId}`);
  await expect(setWelcome(list.actor, { ...list.written, on: true })).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("postal address"),
  });
  await setWelcome(list.actor, { ...list.written, on: false });
  await list.server.close();
});

test("a welcome mail with another tool's merge tag is not turned on", async () => {
  const { actor, newsletterId } = await makeWelcoming();
  const { id: emailAccountId } = await makeEmailAccount(actor.workspaceId);
  const set = (subject: string, body: string) =>
    setWelcome(actor, { newsletterId, emailAccountId, subject, body, on: true });
  await expect(set("Welcome", "Dear *|FNAME|*")).rejects.toMatchObject({
    code: "invalid",
    fields: { body: expect.stringContaining("Did you mean {{first_name}}?") },
  });
  await expect(set("Hello %%first_name%%", "Good")).rejects.toMatchObject({
    fields: { subject: expect.stringContaining("{{first_name}}") },
  });
  await expect(set("Welcome", "")).rejects.toMatchObject({ fields: { body: "Write the message." } });
});
