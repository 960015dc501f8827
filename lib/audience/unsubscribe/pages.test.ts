import { expect, test } from "@playwright/test";
import { sql } from "drizzle-orm";
import { audienceOf } from "#lib/audience/eligibility.ts";
import type { Subscriber } from "#lib/core/actor.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { api } from "#lib/routes.ts";
import {
  asOwner,
  auditOf,
  makeContacts,
  makeDelivery,
  makeNewsletter,
  makeSending,
  ownerSql,
  uniqueEmail,
} from "#testing/factories.ts";
import { addressKey } from "./links-queue.ts";
import { undoUnsubscribe } from "./undo-unsubscribe.ts";
import { unsubscribe } from "./unsubscribe.ts";

const host = { ip: "198.51.100.9", requestId: "pages-test" };

const ask = (path: string, init: RequestInit = {}) =>
  api(new Request(`http://localhost:3000${path}`, { redirect: "manual", ...init }), host);

const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  ask(path, { method: "POST", body: new URLSearchParams(fields), headers });

async function makeReader() {
  const made = await makeSending();
  const { workspaceId, deliveryId, contactId, campaignId, newsletterId, actor } = made;
  const token = signLink(await linkKey(), "unsubscribe", { workspaceId, id: deliveryId });
  const subscriber: Subscriber = {
    kind: "subscriber",
    workspaceId,
    contactId,
    deliveryId,
    campaignId,
    newsletterId,
    origin: actor.origin,
  };
  return { ...made, token, page: `/unsubscribe/${token}`, subscriber };
}

/** Why the person gets no mail of the newsletter; null when they do. */
async function refusalOf({ workspaceId, newsletterId, contactId }: Awaited<ReturnType<typeof makeReader>>) {
  return connections().writer.transaction(async (tx) => {
    await enter(tx, workspaceId, null);
    const [row] = await tx.execute<{ refusal: string | null }>(
      sql`select refusal from (${audienceOf(workspaceId, newsletterId)}) a where contact_id = ${contactId}`,
    );
    return row?.refusal;
  });
}

test("each page is one small document without script, cookie or outside file", { tag: "@OC9" }, async () => {
  const reader = await makeReader();
  await asOwner(
    (tx) => tx`update workspaces set name = ${'<script>alert("x")</script>'} || repeat('é', 70),
      sender_colour = 'plum', postal_address = ${"1 Harbour <b>St</b>\nPort"} where id = ${reader.workspaceId}`,
  );
  const looks = async () => [
    await ask(reader.page),
    await ask("/unsubscribe"),
    await ask("/unsubscribe/nothing"),
  ];
  const before = await looks();
  await post(reader.page, { scope: "newsletter" });
  for (const response of [...before, ...(await looks())]) {
    const text = await response.text();
    expect(Buffer.byteLength(text)).toBeLessThan(20_000);
    expect(text).not.toMatch(/<script|javascript:|<link(?! rel="icon")|\son\w+=|@import|url\(|<b>/);
    expect(response.headers.get("set-cookie")).toBeNull();
    const policy = response.headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/script-src|unsafe/);
  }
  expect(await (await ask(reader.page)).text()).toContain('<body class="plum">');
});

test("an unknown link and a forged one get the same answer", { tag: "@OC6" }, async () => {
  const { workspaceId, token } = await makeReader();
  const gone = signLink(await linkKey(), "unsubscribe", {
    workspaceId,
    id: "00000000-0000-7000-8000-000000000000",
  });
  const forged = `${token[0] === "A" ? "B" : "A"}${token.slice(1)}`;
  const answers = await Promise.all(
    [gone, forged, "x", token.slice(0, 50)].flatMap((each) => [
      ask(`/unsubscribe/${each}`),
      post(`/unsubscribe/${each}`, { scope: "all" }),
    ]),
  );
  const seen = await Promise.all(answers.map(async (each) => [each.status, await each.text()] as const));
  expect(seen.map(([status]) => status)).toEqual(seen.map(() => 404));
  expect(new Set(seen.map(([, text]) => text)).size).toBe(1);
  expect(seen[0]?.[1]).toContain("This link does not work");
});

test("a form counts in both encodings, chunked or ended by a break", { tag: "@OC10" }, async () => {
  const chunked = (text: string) =>
    new ReadableStream({
      start(controller) {
        for (const piece of text.match(/[\s\S]{1,7}/g) ?? []) controller.enqueue(Buffer.from(piece));
        controller.close();
      },
    });
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const parts = { "content-type": "multipart/form-data; boundary=b" };
  const part = '--b\r\nContent-Disposition: form-data; name="scope"\r\n\r\nall\r\n--b--\r\n';
  const bodies: [BodyInit, Record<string, string>][] = [
    ["scope=all\r\n", form],
    [chunked("x=1&scope=all"), form],
    [part, parts],
    [chunked(part), parts],
  ];
  for (const [body, headers] of bodies) {
    const reader = await makeReader();
    const init = { method: "POST", body, headers, duplex: "half" } as RequestInit;
    const answer = await ask(reader.page, init);
    expect([answer.status, answer.headers.get("location")]).toEqual([303, reader.page]);
    expect(await refusalOf(reader)).toBe("unsubscribed");
  }
});

test("a foreign, unknown or oversized form changes nothing", {
  tag: ["@V3.5.1", "@OC8"],
}, async () => {
  const reader = await makeReader();
  const scope = { scope: "all" };
  const answers = [
    await post(reader.page, scope, { "sec-fetch-site": "cross-site" }),
    await post(reader.page, scope, { origin: "https://evil.example" }),
    await post(reader.page, { scope: "everything" }),
    await post(reader.page, { act: "erase", ...scope }),
    await post(reader.page, {}),
    await post(reader.page, { scope: "all", more: "x".repeat(20_000) }),
    await ask(reader.page, {
      method: "POST",
      body: "--b\r\nno",
      headers: { "content-type": "multipart/form-data; boundary=b" },
    }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([403, 403, 303, 303, 303, 400, 400]);
  expect(await refusalOf(reader)).toBeNull();
});

test("an old browser that tells neither site nor origin can unsubscribe", { tag: "@OC10" }, async () => {
  for (const headers of [{}, { origin: "null" }, { "sec-fetch-site": "same-origin", origin: "null" }]) {
    const reader = await makeReader();
    expect((await post(reader.page, { scope: "newsletter" }, headers as Record<string, string>)).status).toBe(
      303,
    );
    expect(await refusalOf(reader)).toBe("unsubscribed");
  }
});

test("the same link takes a mistake back as a new consent", { tag: "@GD1" }, async () => {
  for (const leave of ["page", "one-click"] as const) {
    const reader = await makeReader();
    if (leave === "page") await post(reader.page, { scope: "all" });
    else await unsubscribe(reader.subscriber, { scope: "newsletter", source: "one_click" });
    expect(await refusalOf(reader)).toBe("unsubscribed");
    expect(await (await ask(reader.page)).text()).toContain("Put me back on The Weekly Engine");

    const answer = await post(reader.page, { act: "undo" }, { "user-agent": "A reader" });
    expect(answer.headers.get("location")).toBe(`${reader.page}?done=undo`);
    expect(await (await ask(`${reader.page}?done=undo`)).text()).toContain(
      "You are back on The Weekly Engine",
    );
    expect(await refusalOf(reader)).toBeNull();
    const [consent] = await ownerSql()`select * from consents where contact_id = ${reader.contactId}
      order by occurred_at desc limit 1`;
    expect(consent).toMatchObject({
      kind: "grant",
      basis: "express",
      source: "unsubscribe_page",
      user_agent: "A reader",
    });
    expect(consent?.wording).toContain("may send me The Weekly Engine again");
    expect(consent?.evidence.wordingHash).toMatch(/^[0-9a-f]{64}$/);
    const actions = (await auditOf(reader.workspaceId)).map(({ action, actor_kind }) => [action, actor_kind]);
    expect(actions).toContainEqual(["contact.undo_unsubscribe", "subscriber"]);
    // A second press finds nothing, and says so by the page.
    expect((await post(reader.page, { act: "undo" })).status).toBe(303);
  }
});

test("after half an hour, or by another link, nothing is taken back", async () => {
  const reader = await makeReader();
  await unsubscribe(reader.subscriber, { scope: "all", source: "unsubscribe_page" });
  const other = await makeDelivery(
    reader.workspaceId,
    reader.campaignId,
    (await makeContacts(reader.workspaceId, 1))[0]?.id ?? "",
  );
  const stranger = { ...reader.subscriber, deliveryId: other.id };
  const input = { wording: "Back", locale: "en" as const };
  await expect(undoUnsubscribe(stranger, input)).rejects.toMatchObject({ code: "notFound" });

  await asOwner(async (tx) => {
    const old = tx`now() - interval '31 minutes'`;
    const ofThem = tx`workspace_id = ${reader.workspaceId} and kind = 'withdrawal'`;
    // No consent is ever changed, so an older one takes its place.
    await tx`insert into consents select (jsonb_populate_record(c, jsonb_build_object('id', new_id(), 'occurred_at', ${old}))).*
      from consents c where ${ofThem}`;
    await tx`delete from consents where ${ofThem} and occurred_at > now() - interval '30 minutes'`;
    await tx`update suppressions set created_at = ${old} where workspace_id = ${reader.workspaceId}`;
    await tx`update subscriptions set unsubscribed_at = ${old} where workspace_id = ${reader.workspaceId}`;
  });
  expect(await (await ask(reader.page)).text()).not.toContain("Put me back");
  await expect(undoUnsubscribe(reader.subscriber, input)).rejects.toMatchObject({ code: "notFound" });
  expect(await refusalOf(reader)).toBe("unsubscribed");
});

test("taking back lifts no bounce, complaint or note of the sender", { tag: "@DO6" }, async () => {
  for (const [reason, when] of [
    ["bounced", "before"],
    ["manual", "before"],
    ["complained", "after"],
  ] as const) {
    const reader = await makeReader();
    const suppress = (newsletter: string | null) =>
      asOwner(
        (tx) => tx`insert into suppressions (id, workspace_id, email_hash, newsletter_id, reason, source)
          select new_id(), workspace_id, email_hash, ${newsletter}, ${reason}, 'manual' from contacts where id = ${reader.contactId}`,
      );
    if (when === "before") await suppress(null);
    await unsubscribe(reader.subscriber, { scope: "all", source: "unsubscribe_page" });
    if (when === "after") await suppress(reader.newsletterId);
    expect(await (await ask(reader.page)).text(), reason).not.toContain("Put me back");
    await post(reader.page, { act: "undo" });
    expect(await refusalOf(reader)).not.toBeNull();
  }
});

test("a reason is asked after leaving, never before, and kept once", { tag: "@CS2" }, async () => {
  const reader = await makeReader();
  expect(await (await ask(reader.page)).text()).not.toContain("Why did you leave");
  const given = { act: "reason", scope: "newsletter", reason: "too_often", words: "Daily is\0 a lot <b>" };
  await post(reader.page, given);
  const reasons = () =>
    ownerSql()`select reason, words, newsletter_id from leaving_reasons where contact_id = ${reader.contactId}`;
  expect(await reasons()).toHaveLength(0);

  await post(reader.page, { scope: "newsletter" });
  const page = await (await ask(reader.page)).text();
  expect(page.indexOf("Why did you leave")).toBeGreaterThan(page.indexOf("You are unsubscribed"));
  expect((await post(reader.page, given)).headers.get("location")).toBe(`${reader.page}?done=reason`);
  expect([...(await reasons())]).toEqual([
    { reason: "too_often", words: "Daily is a lot <b>", newsletter_id: reader.newsletterId },
  ]);
  const thanks = await (await ask(`${reader.page}?done=reason`)).text();
  expect(thanks).toContain("sees your reason");
  expect(thanks).not.toContain("Why did you leave");
});

test("links by mail are the same answer for every address, and limited", { tag: "@DO4" }, async () => {
  const reader = await makeReader();
  const email = uniqueEmail("links");
  const newsletter = await makeNewsletter(reader.workspaceId, "Second");
  await makeContacts(reader.workspaceId, 1, newsletter.id);
  await asOwner(
    (tx) =>
      tx`update contacts set email = ${email}, email_hash = sha256(${email}::bytea) where id = ${reader.contactId}`,
  );
  const jobs = async () =>
    (
      await ownerSql()`select data from pgboss.job where name = 'unsubscribe-links-mail' and data->>'of' = ${addressKey(email)}`
    ).map(({ data }) => data);
  const say = async (address: string) => {
    const response = await post("/unsubscribe", { email: address });
    return [response.status, (await response.text()).replaceAll(address, "…")];
  };
  const unknown = uniqueEmail("nobody");
  const first = await say(email);
  expect(first).toEqual(await say(unknown));
  const [job] = await jobs();
  expect(job.links).toEqual([{ workspace: reader.workspaceId, delivery: reader.deliveryId }]);
  // The job takes the share of the workspace that wrote to them, so that no workspace's list fills the queue.
  const [held] =
    await ownerSql()`select group_id from pgboss.job where name = 'unsubscribe-links-mail' and data->>'of' = ${addressKey(email)}`;
  expect(held?.group_id).toBe(reader.workspaceId);
  for (let more = 0; more < 4; more++) expect(await say(email)).toEqual(first);
  expect(await jobs()).toHaveLength(3);
  expect((await post("/unsubscribe", { email: "nobody" })).status).toBe(400);
});
