import { expect, test } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import {
  asOwner,
  auditOf,
  makeContacts,
  makeMember,
  makeNewsletter,
  uniqueEmail,
} from "#testing/factories.ts";
import { countContacts } from "./count.ts";
import { listContactCountries } from "./countries.ts";
import { createContact } from "./create.ts";
import { deleteContact } from "./delete.ts";
import { deleteContacts } from "./delete-many.ts";
import { getContact } from "./get.ts";
import { listContacts } from "./list.ts";
import { suppressContacts } from "./suppress-many.ts";

const person = {
  firstName: "Ada",
  lastName: "",
  country: "Canada",
  newsletterId: "none",
  basis: "express",
  wording: "Signed up at our fair.",
} as const;

test("a contact added by hand carries the proof of consent", { tag: "@GD1" }, async () => {
  const { actor, workspaceId, user } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const email = uniqueEmail("Ada");
  const { id } = await createContact(actor, { ...person, email: ` ${email.toUpperCase()} `, newsletterId });

  const contact = await getContact(actor, { contactId: id });
  expect(contact).toMatchObject({
    email: email.toLowerCase(),
    firstName: "Ada",
    lastName: null,
    country: "CA",
    source: "manual",
  });
  expect(contact.consents).toMatchObject([
    { kind: "grant", basis: "express", source: "manual", wording: person.wording },
  ]);
  expect(contact.subscriptions).toMatchObject([{ newsletterId, unsubscribedAt: null }]);
  expect(await auditOf(workspaceId)).toContainEqual(
    expect.objectContaining({
      action: "contact.create",
      target: id,
      detail: { basis: "express", newsletter: newsletterId, givenOn: null },
    }),
  );
  expect(JSON.stringify(await auditOf(workspaceId))).not.toContain(user.email);
});

test("hostile and mistyped addresses are refused beside the field", async () => {
  const { actor } = await makeMember();
  for (const email of [
    "",
    "ada",
    "a@b@c.example",
    "ada@exa mple.com",
    "ada@example.com\r\nBcc: x@y.example",
    "аda@example.com",
    "ada＠example.com",
  ]) {
    const attempt = createContact(actor, { ...person, email });
    await expect(attempt, email).rejects.toMatchObject({
      code: "invalid",
      fields: { email: expect.stringMatching(/\S/) },
    });
  }
  await expect(
    createContact(actor, { ...person, email: uniqueEmail(), wording: "yes" }),
  ).rejects.toMatchObject({
    fields: { wording: expect.stringContaining("proof") },
  });
});

test("the same address twice is one contact, also concurrently", async () => {
  const { actor } = await makeMember();
  const email = uniqueEmail();
  const tries = await Promise.allSettled([1, 2, 3].map(() => createContact(actor, { ...person, email })));
  expect(tries.filter((attempt) => attempt.status === "fulfilled")).toHaveLength(1);
  expect((await listContacts(actor, { search: email.slice(0, 8) })).rows).toHaveLength(1);
});

test("another workspace's contacts and newsletters are not there", async () => {
  const { workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [contact] = await makeContacts(workspaceId, 1, newsletterId);
  const { actor: stranger } = await makeMember();
  await expect(getContact(stranger, { contactId: contact?.id ?? "" })).rejects.toMatchObject({
    code: "notFound",
  });
  await expect(
    deleteContact(stranger, { contactId: contact?.id ?? "", typed: "erase" }),
  ).rejects.toMatchObject({
    code: "notFound",
  });
  await expect(
    createContact(stranger, { ...person, email: uniqueEmail(), newsletterId }),
  ).rejects.toMatchObject({ code: "notFound" });
  expect((await listContacts(stranger, {})).rows).toEqual([]);
});

test("pages of contacts follow each other without gap or repeat", async () => {
  const { actor, workspaceId } = await makeMember();
  const made = await makeContacts(workspaceId, 25);
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listContacts(actor, { limit: 10, cursor });
    seen.push(...page.rows.map((row) => row.id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(seen).toEqual(
    made
      .map((contact) => contact.id)
      .sort()
      .reverse(),
  );
  expect(await countContacts(actor, {})).toEqual({ count: 25, more: false });
});

test("the list shows what sending would do to each contact", async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const { id: otherId } = await makeNewsletter(workspaceId, "Another");
  const [reads, left, withdrew, alone, bounced] = await makeContacts(workspaceId, 5, newsletterId);
  if (!reads || !left || !withdrew || !alone || !bounced) throw new Error("five contacts");
  await asOwner(async (sql) => {
    await sql`update subscriptions set unsubscribed_at = now() where contact_id = ${left.id}`;
    await sql`insert into consents (id, workspace_id, contact_id, kind, basis, source, wording, actor_kind)
      values (${uuidv7()}, ${workspaceId}, ${withdrew.id}, 'withdrawal', 'withdrawal', 'manual', 'Asked by telephone.', 'job')`;
    await sql`delete from subscriptions where contact_id in (${alone.id}, ${bounced.id})`;
    await sql`insert into suppressions (id, workspace_id, email_hash, reason, source)
      values (${uuidv7()}, ${workspaceId}, ${bounced.emailHash}, 'bounced', 'smtp_reply')`;
    await sql`insert into subscriptions (newsletter_id, contact_id, workspace_id) values (${otherId}, ${reads.id}, ${workspaceId})`;
  });

  const { rows } = await listContacts(actor, {});
  const mail = Object.fromEntries(rows.map((row) => [row.id, row.mail]));
  expect(mail).toEqual({
    [reads.id]: "gets",
    [left.id]: "unsubscribed",
    [withdrew.id]: "consent_withdrawn",
    [alone.id]: "none",
    [bounced.id]: "bounced",
  });
  const { subscriptions } = await getContact(actor, { contactId: reads.id });
  expect(subscriptions).toMatchObject([{ refusal: "unconfirmed" }, { refusal: null }]);
  expect(await countContacts(actor, { newsletterId })).toEqual({ count: 2, more: false });
  const ids = async (filter: object) => (await listContacts(actor, filter)).rows.map(({ id }) => id).sort();
  expect(await ids({ mail: "gets" })).toEqual([reads.id]);
  expect(await ids({ mail: "unsubscribed" })).toEqual([left.id]);
  expect(await ids({ mail: "bounced" })).toEqual([bounced.id]);
  expect(await ids({ mail: "none" })).toEqual([alone.id]);
  expect(await ids({ mail: "consent" })).toEqual([withdrew.id]);
  expect(await ids({ mail: "complained" })).toEqual([]);
  expect(await countContacts(actor, { mail: "gets" })).toBeNull();
  expect(new Set(await ids({ mail: "any", newsletterId }))).toEqual(new Set([left.id, withdrew.id]));
  expect(await ids({ mail: "consent_withdrawn", newsletterId })).toEqual([withdrew.id]);
  expect(await ids({ mail: "gets", newsletterId })).toEqual([reads.id]);
  expect(await countContacts(actor, { mail: "consent", newsletterId })).toEqual({ count: 1, more: false });
});

test("a search takes % and _ as themselves", async () => {
  const { actor, workspaceId } = await makeMember();
  await makeContacts(workspaceId, 3);
  expect((await listContacts(actor, { search: "%" })).rows).toEqual([]);
  expect((await listContacts(actor, { search: "READER1" })).rows).toHaveLength(1);
});

test("implied consent by hand needs a sound day", { tag: "@CA2" }, async () => {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const bought = (givenOn: string) =>
    createContact(actor, {
      ...person,
      email: uniqueEmail(),
      newsletterId,
      basis: "implied_purchase",
      givenOn,
    });
  const day = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
  for (const [givenOn, words] of [
    ["", "Enter the date of the purchase"],
    ["2019-01-01", "ended on 1 January 2021"],
    [day(-2), "lies in the future"],
    ["1889-01-01", "too long ago"],
    ["02/03/2026", "could be two days"],
    ["soon", "day, month and year"],
  ] as const)
    await expect(bought(givenOn), givenOn).rejects.toMatchObject({
      fields: { givenOn: expect.stringContaining(words) },
    });
  const { id } = await bought(day(30));
  const { consents } = await getContact(actor, { contactId: id });
  expect(consents).toMatchObject([
    { givenOn: day(30), endsOn: `${Number(day(30).slice(0, 4)) + 2}${day(30).slice(4)}` },
  ]);
});

test("consent names a newsletter, or says that there is none yet", async () => {
  const { actor } = await makeMember();
  const { newsletterId: _, ...without } = person;
  for (const newsletterId of [undefined, ""])
    await expect(
      createContact(actor, { ...without, email: uniqueEmail(), newsletterId: newsletterId as string }),
    ).rejects.toMatchObject({ fields: { newsletterId: expect.stringContaining("No newsletter yet") } });
  const { id } = await createContact(actor, { ...person, email: uniqueEmail() });
  const { consents, subscriptions } = await getContact(actor, { contactId: id });
  expect(consents).toMatchObject([{ newsletter: null }]);
  expect(subscriptions).toEqual([]);
});

test("a search finds parts of addresses, domains and names", async () => {
  const { actor, workspaceId } = await makeMember();
  const [made] = await makeContacts(workspaceId, 1);
  await asOwner(async (sql) => {
    await sql`update contacts set email = 'lotte.berg@mail.bulk.example', email_hash = sha256('lotte'), first_name = 'Lotte', last_name = 'Bergström'
      where id = ${made?.id ?? ""}`;
  });
  for (const search of [
    "lotte",
    "LOTTE",
    "bulk.example",
    "@mail.bulk",
    "lotte.berg@",
    "bergs",
    "berg lotte",
    "ström",
    "otte",
  ])
    expect((await listContacts(actor, { search })).rows, search).toHaveLength(1);
  for (const search of ["lotte anna", "bulk.org", "@bulk.example", "lotte_berg"])
    expect((await listContacts(actor, { search })).rows, search).toHaveLength(0);
});

test("a start that ends in the last code point still searches", async () => {
  const { actor, workspaceId } = await makeMember();
  await makeContacts(workspaceId, 1);
  for (const search of ["\u{10ffff}", "a\u{10ffff}", "\ud7ff", "\ue000", "ÿ"])
    expect((await listContacts(actor, { search })).rows, search).toEqual([]);
});

test("every order pages through each contact once", async () => {
  const { actor, workspaceId } = await makeMember();
  const made = await makeContacts(workspaceId, 7);
  const byAddress = made.map(({ email }) => email).sort();
  const read = async (sort: "oldest" | "address" | "address_desc") => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listContacts(actor, { limit: 3, cursor, sort });
      seen.push(...page.rows.map(({ email }) => email));
      cursor = page.nextCursor ?? undefined;
    } while (cursor);
    return seen;
  };
  expect(await read("address")).toEqual(byAddress);
  expect(await read("address_desc")).toEqual(byAddress.toReversed());
  expect(await read("oldest")).toEqual(
    made.toSorted((a, b) => (a.id < b.id ? -1 : 1)).map(({ email }) => email),
  );
});

test("filters narrow to a country and a ground", async () => {
  const { actor, workspaceId } = await makeMember();
  const [canada, ending, bare] = await makeContacts(workspaceId, 4);
  if (!canada || !ending || !bare) throw new Error("four contacts");
  await asOwner(async (sql) => {
    await sql`update contacts set country = 'CA' where id = ${canada.id}`;
    await sql`update contacts set country = 'US' where id = ${ending.id}`;
    await sql`delete from consents where contact_id in (${ending.id}, ${bare.id})`;
    await sql`insert into consents (id, workspace_id, contact_id, kind, basis, source, wording, actor_kind, expires_at)
      values (${uuidv7()}, ${workspaceId}, ${ending.id}, 'grant', 'implied_inquiry', 'manual', 'Asked.', 'job', now() + interval '9 days')`;
  });
  const ids = async (filter: object) => (await listContacts(actor, filter)).rows.map(({ id }) => id);
  expect(await ids({ country: "CA" })).toEqual([canada.id]);
  expect(await listContactCountries(actor, {})).toEqual(["CA", "US"]);
  expect(await ids({ ground: "implied_inquiry" })).toEqual([ending.id]);
  expect(await ids({ ground: "ending" })).toEqual([ending.id]);
  expect(await ids({ ground: "none" })).toEqual([bare.id]);
  expect(await ids({ ground: "express" })).toHaveLength(2);
  expect(await countContacts(actor, { ground: "express" })).toEqual({ count: 2, more: false });
});

test("chosen contacts are suppressed and deleted, others stay", async () => {
  const { actor, workspaceId } = await makeMember();
  const [first, second, third] = await makeContacts(workspaceId, 3);
  if (!first || !second || !third) throw new Error("three contacts");
  const two = [first.id, second.id];
  expect(await suppressContacts(actor, { contactIds: two })).toEqual({ added: 2, already: 0 });
  expect(await suppressContacts(actor, { contactIds: two })).toEqual({ added: 0, already: 2 });
  await expect(deleteContacts(actor, { contactIds: two, typed: "3" })).rejects.toMatchObject({
    fields: { typed: expect.stringContaining("2") },
  });
  expect(await deleteContacts(actor, { contactIds: two, typed: "2" })).toEqual({ deleted: 2, waiting: 0 });
  expect((await listContacts(actor, {})).rows.map(({ id }) => id)).toEqual([third.id]);
  expect(await auditOf(workspaceId)).toContainEqual(
    expect.objectContaining({
      action: "contact.delete_many",
      detail: expect.objectContaining({ deleted: 2 }),
    }),
  );
});
