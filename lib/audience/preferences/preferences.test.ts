import { expect, test } from "@playwright/test";
import { sql } from "drizzle-orm";
import { audienceOf, refusalsOf } from "#lib/audience/eligibility.ts";
import { wordsOf } from "#lib/audience/subscriber-pages/words.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import { api } from "#lib/routes.ts";
import { asOwner, makeNewsletter, makeSending, ownerSql } from "#testing/factories.ts";

const ask = (path: string, init: RequestInit = {}) =>
  api(new Request(`http://localhost:3000${path}`, { redirect: "manual", ...init }), {
    ip: "198.51.100.20",
    requestId: "preferences",
  });

const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  ask(path, { method: "POST", body: new URLSearchParams(fields), headers });

/** A reader of one newsletter, in a workspace with a public, an unlisted and a closed one beside it. */
async function makeReader() {
  const made = await makeSending();
  const { workspaceId, deliveryId } = made;
  const [open, hidden, closed] = await Promise.all(
    ["Public letter", "Unlisted letter", "Closed letter"].map((name) => makeNewsletter(workspaceId, name)),
  );
  await asOwner(async (tx) => {
    await tx`update newsletters set visibility = 'public' where id = ${open?.id ?? ""}`;
    await tx`update newsletters set visibility = 'closed' where id = ${closed?.id ?? ""}`;
  });
  const token = signLink(await linkKey(), "unsubscribe", { workspaceId, id: deliveryId });
  return { ...made, open: open?.id ?? "", hidden: hidden?.id ?? "", page: `/preferences/${token}`, token };
}

type Reader = Awaited<ReturnType<typeof makeReader>>;

async function refusalOf({ workspaceId, contactId }: Reader, newsletterId: string) {
  return connections().writer.transaction(async (tx) => {
    await enter(tx, workspaceId, null);
    const [row] = await tx.execute<{ refusal: string | null }>(
      sql`select refusal from (${audienceOf(workspaceId, newsletterId)}) a where contact_id = ${contactId}`,
    );
    const due = sql`(select id as contact_id, email_hash from contacts where id = ${contactId})`;
    const [claimed] = await tx.execute<{ refusal: string | null }>(
      refusalsOf(due, sql`${workspaceId}::uuid`, sql`${newsletterId}::uuid`),
    );
    if (row) expect(claimed?.refusal).toBe(row.refusal);
    return row ? row.refusal : "not on it";
  });
}

const consentsOf = ({ contactId }: Reader) =>
  ownerSql()`select kind, basis, newsletter_id, wording, evidence from consents
    where contact_id = ${contactId} and evidence->>'form' = 'preferences' order by occurred_at, kind`;

test("the page shows what a person may choose, and looking changes nothing", { tag: "@OC9" }, async () => {
  const reader = await makeReader();
  const page = await (await ask(reader.page)).text();
  for (const shown of ["Public letter", "The Weekly Engine", "Stop all mail from"])
    expect(page).toContain(shown);
  for (const hidden of ["Unlisted letter", "Closed letter", "<script"]) expect(page).not.toContain(hidden);
  expect(Buffer.byteLength(page)).toBeLessThan(20_000);
  for (let look = 0; look < 50; look++) await ask(reader.page, { method: look % 2 ? "HEAD" : "GET" });
  expect(await refusalOf(reader, reader.newsletterId)).toBeNull();
  expect(await consentsOf(reader)).toHaveLength(0);
});

test("joining and leaving are recorded and hold at once", { tag: ["@GD1", "@GD2", "@CS6"] }, async () => {
  const reader = await makeReader();
  const { open, newsletterId } = reader;
  const shown = { [`shown:${open}`]: "1", [`shown:${newsletterId}`]: "1", paused: "" };
  const answer = await post(reader.page, { ...shown, [`on:${open}`]: "1" });
  expect([answer.status, answer.headers.get("location")]).toEqual([303, `${reader.page}?done=saved`]);
  expect(await refusalOf(reader, open)).toBeNull();
  expect(await refusalOf(reader, newsletterId)).toBe("unsubscribed");
  const consents = await consentsOf(reader);
  expect(consents.map(({ kind, basis, newsletter_id }) => [kind, basis, newsletter_id])).toEqual([
    ["grant", "express", open],
    ["withdrawal", "withdrawal", newsletterId],
  ]);
  expect(consents[0]?.wording).toContain("the newsletters I ticked");

  await post(reader.page, { ...shown, [`on:${open}`]: "1", [`on:${newsletterId}`]: "1" });
  expect(await refusalOf(reader, newsletterId)).toBeNull();
  await post(reader.page, { ...shown, [`on:${open}`]: "1", [`on:${newsletterId}`]: "1" });
  expect(await consentsOf(reader)).toHaveLength(3);
});

test("a newsletter the page did not show cannot be joined", async () => {
  const reader = await makeReader();
  const elsewhere = await makeReader();
  const fields = Object.fromEntries(
    [reader.hidden, elsewhere.open, elsewhere.newsletterId].flatMap((id) => [
      [`shown:${id}`, "1"],
      [`on:${id}`, "1"],
    ]),
  );
  await post(reader.page, fields);
  expect(await refusalOf(reader, reader.hidden)).toBe("not on it");
  expect(await consentsOf(reader)).toHaveLength(0);
});

test("leaving everything and joining one again restores that one alone", { tag: "@DO6" }, async () => {
  const reader = await makeReader();
  const { open, newsletterId } = reader;
  await post(reader.page, { act: "leave" });
  expect(await refusalOf(reader, newsletterId)).toBe("unsubscribed");
  await post(reader.page, { [`shown:${open}`]: "1", [`shown:${newsletterId}`]: "1", [`on:${open}`]: "1" });
  expect(await refusalOf(reader, open)).toBeNull();
  expect(await refusalOf(reader, newsletterId)).toBe("unsubscribed");
});

test("a complaint or bounce is not lifted by joining", { tag: "@DO6" }, async () => {
  for (const reason of ["complained", "bounced", "manual"]) {
    const reader = await makeReader();
    await asOwner(
      (tx) => tx`insert into suppressions (id, workspace_id, email_hash, reason, source)
        select new_id(), workspace_id, email_hash, ${reason}, 'manual' from contacts where id = ${reader.contactId}`,
    );
    expect(await (await ask(reader.page)).text()).toContain("stopped for another reason");
    await post(reader.page, { [`shown:${reader.open}`]: "1", [`on:${reader.open}`]: "1" });
    expect(await consentsOf(reader)).toHaveLength(0);
  }
});

test("a pause holds campaigns until its day, within a year", async () => {
  const reader = await makeReader();
  const { newsletterId } = reader;
  const shown = { [`shown:${newsletterId}`]: "1", [`on:${newsletterId}`]: "1" };
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  await post(reader.page, { ...shown, paused: day(30) });
  expect(await refusalOf(reader, newsletterId)).toBe("paused");
  const saved = await (await ask(`${reader.page}?done=saved`)).text();
  expect(saved).toContain(`value="${day(30)}"`);
  expect(saved).toContain(`reaches you before ${wordsOf("en").day(new Date(day(30)))}.`);
  for (const none of ["", day(-1), "2026-02-31", "soon"]) {
    await post(reader.page, { ...shown, paused: none });
    expect(await refusalOf(reader, newsletterId), none).toBeNull();
  }
  await post(reader.page, { ...shown, paused: day(5000) });
  const [row] =
    await ownerSql()`select paused_until < now() + interval '367 days' as within from contacts where id = ${reader.contactId}`;
  expect(row?.within).toBe(true);
});

test("a chosen language holds for the person's pages and record", async () => {
  const reader = await makeReader();
  const fields = { [`shown:${reader.newsletterId}`]: "1", [`on:${reader.newsletterId}`]: "1", paused: "" };
  await post(reader.page, { ...fields, language: "ar" });
  for (const page of [reader.page, reader.page.replace("preferences", "unsubscribe")])
    expect(await (await ask(page, { headers: { "accept-language": "de" } })).text()).toContain(
      'lang="ar" dir="rtl"',
    );
  await post(reader.page, {
    ...fields,
    [`shown:${reader.open}`]: "1",
    [`on:${reader.open}`]: "1",
    language: "xx",
  });
  const [consent] = await consentsOf(reader);
  expect(consent?.evidence.locale).toBe("ar");
  expect(await (await ask(reader.page, { headers: { "accept-language": "de" } })).text()).toContain(
    'lang="de" dir="ltr"',
  );
});

test("an erased person is led to the page that ends mail", { tag: "@OC13" }, async () => {
  const reader = await makeReader();
  await asOwner((tx) => tx`delete from contacts where id = ${reader.contactId}`);
  const answer = await ask(reader.page);
  expect([answer.status, answer.headers.get("location")]).toEqual([303, `/unsubscribe/${reader.token}`]);
  const cross = await post(reader.page, { act: "leave" }, { "sec-fetch-site": "cross-site" });
  expect(cross.status).toBe(403);
});
