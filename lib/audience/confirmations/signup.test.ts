import { expect, test } from "@playwright/test";
import { sql } from "drizzle-orm";
import { audienceOf } from "#lib/audience/eligibility.ts";
import { embedCode } from "#lib/audience/subscribe-forms/embed.ts";
import { signRenderTime } from "#lib/audience/subscribe-forms/render-time.ts";
import { sendSubscribeForm } from "#lib/audience/subscribe-forms/send.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { vaultIn } from "#lib/core/vault/vault.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { api } from "#lib/routes.ts";
import {
  asOwner,
  auditOf,
  jobActor,
  makeMember,
  makeNewsletter,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";
import { purgeConfirmations } from "./purge.ts";
import { recordMailed } from "./record-mailed.ts";

let networks = 0;
/** A network and a site of its own for each test, because signups are limited by both. */
const newNetwork = () => `2001:${process.pid.toString(16).slice(-4)}:${(++networks).toString(16)}:1::1`;

const ask = (path: string, init: RequestInit = {}, ip: string | null = newNetwork()) =>
  api(new Request(`http://localhost:3000${path}`, { redirect: "manual", ...init }), {
    ip: ip as string,
    requestId: `signup-${networks}`,
  });

const post = (
  path: string,
  fields: Record<string, string>,
  ip?: string,
  headers: Record<string, string> = {},
) =>
  ask(
    path,
    { method: "POST", body: new URLSearchParams(fields), headers: { "user-agent": "A reader", ...headers } },
    ip,
  );

async function makeList(confirmationRequired = true) {
  const { workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  await asOwner(
    (tx) => tx`update workspaces set created_at = now() - interval '8 days' where id = ${workspaceId}`,
  );
  await asOwner(
    (tx) => tx`update newsletters set confirmation_required = ${confirmationRequired},
      privacy_url = 'https://sender.example/privacy', privacy_since = '2026-01-02' where id = ${newsletterId}`,
  );
  return { workspaceId, newsletterId, page: `/subscribe/${newsletterId}` };
}

type List = Awaited<ReturnType<typeof makeList>>;

const made = async ({ newsletterId }: List, secondsAgo = 5) =>
  signRenderTime(await linkKey(), newsletterId, Date.now() - secondsAgo * 1000);

async function signUp(list: List, email: string, more: Record<string, string> = {}, ip?: string) {
  return post(list.page, { email, made: await made(list), ...more }, ip);
}

/** Confirmation links of an address in a workspace, oldest first: what its mailbox holds. */
async function linksOf({ workspaceId }: List, email: string) {
  const rows = await ownerSql()`select c.id from confirmations c join contacts p on p.id = c.contact_id
    where c.workspace_id = ${workspaceId} and p.email = ${email} order by c.id`;
  const key = await linkKey();
  return rows.map(({ id }) => `/confirm/${signLink(key, "confirm", { workspaceId, id })}`);
}

const mailsTo = async (email: string) =>
  (
    await ownerSql()`select j.data from pgboss.job j join confirmations c on c.id = (j.data->>'confirmation')::uuid
      join contacts p on p.workspace_id = c.workspace_id and p.id = c.contact_id
      where j.name = 'confirmation-mail' and p.email = ${email} and j.data->>'held' is null`
  ).map(({ data }) => data);

async function refusalOf({ workspaceId, newsletterId }: List, email: string) {
  return connections().writer.transaction(async (tx) => {
    await enter(tx, workspaceId, null);
    const [row] = await tx.execute<{ refusal: string | null }>(
      sql`select refusal from (${audienceOf(workspaceId, newsletterId)}) a where email = ${email}`,
    );
    return row ? row.refusal : "not there";
  });
}

async function suppress({ workspaceId, newsletterId }: List, email: string, reason: string, all = false) {
  await asOwner(
    (tx) => tx`insert into suppressions (id, workspace_id, email_hash, newsletter_id, reason, source)
      select new_id(), workspace_id, email_hash, ${all ? null : newsletterId}, ${reason}, 'manual' from contacts
      where workspace_id = ${workspaceId} and email = ${email}`,
  );
}

test("a signup is pending until the person's own press confirms it", {
  tag: ["@DO1", "@DO2", "@GD1"],
}, async () => {
  const list = await makeList();
  const email = uniqueEmail("new");
  const answer = await signUp(list, email);
  expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining("Check your inbox")]);
  expect(await refusalOf(list, email)).toBe("unconfirmed");
  expect(await ownerSql()`select 1 from consents where workspace_id = ${list.workspaceId}`).toHaveLength(0);
  const [mail] = await mailsTo(email);
  expect(Object.keys(mail).sort(), "ids alone").toEqual(["confirmation", "workspaceId"]);
  const job = jobActor(list.workspaceId, "confirmation-mail");
  await recordMailed(job, { confirmationId: mail.confirmation, messageId: "<question@mailneo.example>" });

  const [link = ""] = await linksOf(list, email);
  const asked = await (await ask(link)).text();
  expect(asked).toContain("Confirm your subscription to The Weekly Engine");
  expect(asked).not.toContain(email);
  const done = await post(link, { act: "confirm" }, "198.51.100.77");
  expect(await done.text()).toContain("You are subscribed to The Weekly Engine");
  expect(await refusalOf(list, email)).toBeNull();

  const [consent] = await ownerSql()`select * from consents where workspace_id = ${list.workspaceId}`;
  expect(consent).toMatchObject({ kind: "grant", basis: "express", source: "form", ip: "198.51.100.77" });
  expect(consent?.wording).toContain("may send me The Weekly Engine by email");
  expect(consent?.evidence).toMatchObject({
    form: "hosted",
    locale: "en",
    wordingHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    privacyNotice: "https://sender.example/privacy",
    signedUpUserAgent: "A reader",
    signedUpIp: expect.stringContaining("2001:"),
    confirmationMessageId: "<question@mailneo.example>",
    confirmationMailedAt: expect.any(String),
    confirmed: true,
  });
  for (let again = 0; again < 3; again++)
    expect(await (await post(link, { act: "confirm" })).text()).toContain("You already confirmed");
  expect(await ownerSql()`select 1 from consents where workspace_id = ${list.workspaceId}`).toHaveLength(1);
  const actions = (await auditOf(list.workspaceId)).map(({ action }) => action);
  expect(actions).toEqual(expect.arrayContaining(["subscribe_form.send", "confirmation.confirm"]));
});

test("fifty looks at a confirmation link leave it pending", { tag: ["@DO3", "@OC9"] }, async () => {
  const list = await makeList();
  const email = uniqueEmail("scanned");
  await signUp(list, email);
  const [link = ""] = await linksOf(list, email);
  const state = () =>
    ownerSql()`select confirmed_at, disowned_at, ended_at from confirmations where workspace_id = ${list.workspaceId}`;
  const before = [...(await state())];
  for (let look = 0; look < 50; look++)
    await ask(`${link}?x=${look}`, { method: ["GET", "HEAD", "OPTIONS"][look % 3] ?? "GET" });
  for (const fields of [{}, { act: "look" }, { confirm: "1" }])
    await post(link, fields as Record<string, string>);
  await post(link, { act: "confirm" }, undefined, { "sec-fetch-site": "cross-site" });
  expect([...(await state())]).toEqual(before);
  expect(await refusalOf(list, email)).toBe("unconfirmed");
});

test("a link that expired, was disowned or is forged confirms nothing", { tag: "@DO2" }, async () => {
  const list = await makeList();
  const [late, stranger] = [uniqueEmail("late"), uniqueEmail("stranger")];
  await signUp(list, late);
  await signUp(list, stranger);
  await asOwner(
    (tx) =>
      tx`update confirmations set expires_at = now() where contact_id in (select id from contacts where email = ${late})`,
  );
  const [lateLink = ""] = await linksOf(list, late);
  expect(await (await post(lateLink, { act: "confirm" })).text()).toContain("This link has expired");
  expect(await refusalOf(list, late)).toBe("unconfirmed");

  const [strangerLink = ""] = await linksOf(list, stranger);
  expect(await (await post(strangerLink, { act: "disown" })).text()).toContain(
    "You will not get The Weekly Engine",
  );
  await post(strangerLink, { act: "confirm" });
  expect(await refusalOf(list, stranger)).toBe("not there");
  // Whoever typed the address may try again: its owner gets no further question.
  await sendSubscribeForm(
    { kind: "anonymous", origin: { ip: newNetwork(), userAgent: null, requestId: "again" } },
    { newsletterId: list.newsletterId, email: stranger, form: "hosted", wording: "Yes", locale: "en" },
  ).catch(() => {});
  expect(await linksOf(list, stranger)).toHaveLength(1);

  const token = strangerLink.slice("/confirm/".length);
  const unsubscribeToken = signLink(await linkKey(), "unsubscribe", {
    workspaceId: list.workspaceId,
    id: "00000000-0000-7000-8000-000000000000",
  });
  for (const forged of [unsubscribeToken, token.slice(0, -1), `${token}A`, "x"])
    expect((await post(`/confirm/${forged}`, { act: "confirm" })).status).toBe(404);
});

test("every address gets the same answer, whatever is known of it", { tag: "@DO4" }, async () => {
  const list = await makeList();
  const emails = ["new", "pending", "left", "complained", "bounced", "limited"].map((name) =>
    uniqueEmail(name),
  );
  for (const [at, email] of emails.entries()) {
    if (at === 0) continue;
    await signUp(list, email);
    if (email.startsWith("left")) await suppress(list, email, "unsubscribed", true);
    if (email.startsWith("complained")) await suppress(list, email, "complained");
    if (email.startsWith("bounced")) await suppress(list, email, "bounced", true);
  }
  const answers = await Promise.all(
    emails.map(async (email) => {
      const response = await signUp(list, email);
      return [response.status, (await response.text()).replaceAll(email, "…"), [...response.headers]];
    }),
  );
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});

test("confirmation mails are limited by newsletter, address and network", { tag: "@DO4" }, async () => {
  const email = uniqueEmail("victim");
  const list = await makeList();
  for (let more = 0; more < 4; more++) await signUp(list, email);
  expect(await mailsTo(email), "one in ten minutes of one newsletter").toHaveLength(1);
  for (let more = 0; more < 9; more++) await signUp(await makeList(), email);
  expect(await mailsTo(email), "five a day, and three of new senders; the others wait").toHaveLength(8);

  const other = await makeList();
  const network = newNetwork();
  for (let more = 0; more < 8; more++)
    await signUp(other, uniqueEmail("of-one-network"), {}, network.replace("::1", `::${more + 1}`));
  expect(
    await ownerSql()`select 1 from confirmations where workspace_id = ${other.workspaceId}`,
  ).toHaveLength(5);
});

test("a program's form brings no mail: trap, age and signature", { tag: "@DO5" }, async () => {
  const list = await makeList();
  const other = await makeList();
  const email = uniqueEmail("bot");
  const trapped = await signUp(list, email, { website: "https://spam.example" });
  expect(await trapped.text()).toContain("Check your inbox");
  const times = [
    await made(list, 0),
    await made(list, 86_401),
    await made(other),
    "",
    "x.y",
    `${await made(list)}x`,
  ];
  for (const time of times) {
    const page = await (await post(list.page, { email, made: time })).text();
    expect(page, time).toContain("press the button once more");
    expect(page).toContain(`value="${email}"`);
  }
  expect(await mailsTo(email)).toEqual([]);
  expect(await ownerSql()`select 1 from contacts where workspace_id = ${list.workspaceId}`).toHaveLength(0);
  expect((await signUp(list, "no address")).status).toBe(400);
});

test("a form on another site works without script, once a day", { tag: "@DO5" }, async () => {
  const list = await makeList();
  const email = uniqueEmail("embedded");
  const code = await embedCode({
    newsletterId: list.newsletterId,
    newsletter: 'The "Engine"',
    sender: "Ada <&> Co",
    privacyUrl: null,
  });
  expect(code).not.toMatch(/<script|style=|on\w+=/);
  const value = (name: string) =>
    (new RegExp(`name="${name}" value="([^"]*)"`).exec(code)?.[1] ?? "")
      .replaceAll("&quot;", '"')
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&amp;", "&");
  const fields = { email, form: value("form"), wording: value("wording"), signed: value("signed") };
  const send = (page: string) =>
    post(page, fields, undefined, {
      origin: "https://blog.example",
      "sec-fetch-site": "cross-site",
      referer: "https://blog.example/about?x=secret",
    });
  expect(await (await send(list.page)).text()).toContain("Check your inbox");
  const [row] =
    await ownerSql()`select form, page, wording from confirmations where workspace_id = ${list.workspaceId}`;
  expect(row).toEqual({ form: "embedded", page: "https://blog.example/about", wording: fields.wording });
  expect(row?.wording).toContain('Ada <&> Co may send me The "Engine" by email');
  for (let more = 0; more < 4; more++) await send((await makeList()).page);
  expect(await mailsTo(email), "one a day, and two of new senders; the others wait").toHaveLength(3);

  // Words that we did not sign are no evidence: the page's own are recorded.
  const made = uniqueEmail("made-up");
  await post(list.page, { ...fields, email: made, wording: "Anything" });
  const [other] =
    await ownerSql()`select c.wording from confirmations c join contacts p on p.id = c.contact_id
    where p.email = ${made}`;
  expect(other?.wording).toContain("may send me The Weekly Engine by email");
});

test("a person who left is back by confirming, never past a complaint", { tag: "@DO6" }, async () => {
  const list = await makeList(false);
  for (const [reason, all, back] of [
    ["unsubscribed", false, true],
    ["unsubscribed", true, true],
    ["complained", false, false],
    ["bounced", true, false],
    ["manual", false, false],
  ] as const) {
    const email = uniqueEmail(reason);
    const hash = await hashOf(list, email);
    await asOwner(async (tx) => {
      const [person] = await tx`insert into contacts (workspace_id, id, email, email_hash, source)
        values (${list.workspaceId}, new_id(), ${email}, ${hash}, 'manual') returning id`;
      await tx`insert into subscriptions (workspace_id, newsletter_id, contact_id, confirmed_at, unsubscribed_at)
        values (${list.workspaceId}, ${list.newsletterId}, ${person?.id}, now(), now())`;
    });
    await suppress(list, email, reason, all);
    await signUp(list, email);
    const [link] = await linksOf(list, email);
    expect(link === undefined, reason).toBe(!back);
    expect(await refusalOf(list, email)).toBe(reason);
    if (!link) continue;
    await post(link, { act: "confirm" });
    expect(await refusalOf(list, email)).toBeNull();
  }
});

async function hashOf({ workspaceId }: List, email: string) {
  return connections().writer.transaction(async (tx) => {
    await enter(tx, workspaceId, null);
    return vaultIn(tx).emailHash(workspaceId, email);
  });
}

test("an older link cannot bring back a person who confirmed and left", { tag: "@DO6" }, async () => {
  const list = await makeList();
  const email = uniqueEmail("twice");
  await signUp(list, email);
  await asOwner(
    (tx) => tx`insert into confirmations (workspace_id, id, newsletter_id, contact_id, form, wording, locale)
      select workspace_id, new_id(), newsletter_id, contact_id, form, wording, locale from confirmations where workspace_id = ${list.workspaceId}`,
  );
  const [first = "", second = ""] = await linksOf(list, email);
  await post(second, { act: "confirm" });
  await suppress(list, email, "unsubscribed");
  expect(await (await post(first, { act: "confirm" })).text()).toContain("You already confirmed");
  expect(await refusalOf(list, email)).toBe("unsubscribed");
});

test("without required confirmation a signup counts at once, with proof", { tag: "@GD1" }, async () => {
  const list = await makeList(false);
  const email = uniqueEmail("single");
  await signUp(list, email);
  expect(await refusalOf(list, email)).toBeNull();
  expect(await mailsTo(email)).toEqual([]);
  const [consent] = await ownerSql()`select evidence from consents where workspace_id = ${list.workspaceId}`;
  expect(consent?.evidence).toMatchObject({
    confirmed: false,
    form: "hosted",
    wordingHash: expect.any(String),
  });
});

test("unconfirmed signups go after thirty days, with person and IP", { tag: "@DO6" }, async () => {
  const list = await makeList();
  const [old, young, confirmed] = [uniqueEmail("old"), uniqueEmail("young"), uniqueEmail("confirmed")];
  for (const email of [old, young, confirmed]) await signUp(list, email);
  const [link = ""] = await linksOf(list, confirmed);
  await post(link, { act: "confirm" });
  await asOwner(
    (tx) => tx`update confirmations set created_at = now() - interval '31 days'
      where contact_id in (select id from contacts where email in (${old}, ${confirmed}))`,
  );
  const counts = await purgeConfirmations(jobActor(list.workspaceId, "confirmation-purge"), {});
  expect(counts).toEqual({ signups: 2, subscriptions: 1, contacts: 1 });
  const left =
    await ownerSql()`select email from contacts where workspace_id = ${list.workspaceId} order by email`;
  expect(left.map(({ email }) => email)).toEqual([confirmed, young].sort());
  expect(await refusalOf(list, confirmed)).toBeNull();
});

test("a closed, archived or unknown newsletter takes nobody", async () => {
  const closed = await makeList();
  const archived = await makeList();
  await asOwner(async (tx) => {
    await tx`update newsletters set visibility = 'closed' where id = ${closed.newsletterId}`;
    await tx`update newsletters set archived_at = now() where id = ${archived.newsletterId}`;
  });
  const unknown = "/subscribe/00000000-0000-7000-8000-000000000000";
  const answers = await Promise.all(
    [closed.page, archived.page, unknown, "/subscribe/x"].flatMap((page) => [
      ask(page),
      post(page, { email: uniqueEmail("nobody"), form: "embedded" }),
    ]),
  );
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
  expect(new Set(await Promise.all(answers.map((each) => each.text()))).size).toBe(1);
});
