import { expect, test } from "@playwright/test";
import { deleteContact } from "#lib/audience/contacts/delete.ts";
import { getContact } from "#lib/audience/contacts/get.ts";
import { suppressContacts } from "#lib/audience/contacts/suppress-many.ts";
import { reachOf } from "#lib/audience/newsletters/reach.ts";
import { addSuppressionRule } from "#lib/audience/suppression-rules/add.ts";
import { readRule } from "#lib/audience/suppression-rules/read-rule.ts";
import { removeSuppressionRule } from "#lib/audience/suppression-rules/remove.ts";
import { work } from "#lib/core/work.ts";
import { csvRow } from "#lib/files/csv-cell.ts";
import { csvTable } from "#lib/files/csv-table.ts";
import { asOwner, makeContacts, makeMember, makeNewsletter, ownerSql } from "#testing/factories.ts";
import { addSuppressions } from "./add.ts";
import { getSuppression } from "./get.ts";
import { importSuppressions } from "./import.ts";
import { liftSuppression } from "./lift.ts";
import { listSuppressions } from "./list.ts";
import { precedence } from "./precedence.ts";

async function makeReader() {
  const { actor, workspaceId } = await makeMember();
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const [contact] = await makeContacts(workspaceId, 1, newsletterId);
  const { id: contactId = "", email = "" } = contact ?? {};
  const refusal = async () =>
    (await getContact(actor, { contactId })).subscriptions.map((on) => on.refusal)[0];
  return { actor, workspaceId, newsletterId, contactId, email, refusal };
}

test("the stronger of two reasons stands, in whatever order they come", async () => {
  for (const first of precedence)
    for (const second of precedence) {
      const { actor, email, refusal } = await makeReader();
      for (const reason of [first, second])
        await importSuppressions(actor, { file: `email,reason\n${email},${reason}\n` });
      const stronger = precedence.find((reason) => reason === first || reason === second);
      expect(await refusal(), `${first} then ${second}`).toBe(stronger);
      expect((await listSuppressions(actor, {})).rows).toHaveLength(1);
    }
});

test("a complaint and an opt-out are lifted by no member", { tag: "@GD2" }, async () => {
  for (const reason of precedence) {
    const { actor, email, refusal } = await makeReader();
    await importSuppressions(actor, { file: `email,reason\n${email},${reason}\n` });
    const suppressionId = (await listSuppressions(actor, {})).rows[0]?.id ?? "";
    const lift = liftSuppression(actor, { suppressionId, note: "They called." });
    if (reason === "complained" || reason === "unsubscribed") {
      await expect(lift, reason).rejects.toMatchObject({ code: "conflict" });
      expect(await refusal()).toBe(reason);
      continue;
    }
    await lift;
    expect(await refusal(), reason).toBeNull();
    await importSuppressions(actor, { file: email });
    const [again] = (await listSuppressions(actor, {})).rows;
    expect((await getSuppression(actor, { suppressionId: again?.id ?? "" })).history).toMatchObject([
      { reason: "manual", liftedAt: null },
      { reason, liftedNote: "They called." },
    ]);
  }
});

test("a file is taken row by row, and unreadable rows named", async () => {
  const { actor, workspaceId, email, newsletterId } = await makeReader();
  const file = [
    "E-mail;Status;List",
    `${email.toUpperCase()};Opted out;The Weekly Engine`,
    "bob@example.org;Hard bounce;",
    "carol@example.org;perhaps;",
    "not an address;unsubscribed;",
    "dora@example.org;spam report;No Such List",
    '"eve@example.org";"Complaint";"everything"',
    "",
  ].join("\r\n");
  expect(await importSuppressions(actor, { file })).toMatchObject({
    added: 3,
    already: 0,
    refused: [
      { line: 4, value: "carol@example.org" },
      { line: 5, value: "not an address" },
      { line: 6, value: "dora@example.org", reason: expect.stringContaining("No Such List") },
    ],
  });
  expect(
    await ownerSql()`select email, reason, newsletter_id, source from suppressions where workspace_id = ${workspaceId} order by email`,
  ).toMatchObject(
    [
      { email: "bob@example.org", reason: "bounced", newsletter_id: null, source: "import" },
      { email: "eve@example.org", reason: "complained", newsletter_id: null },
      { email, reason: "unsubscribed", newsletter_id: newsletterId },
    ].sort((one, two) => (one.email < two.email ? -1 : 1)),
  );
  expect(await importSuppressions(actor, { file })).toMatchObject({ added: 0, already: 3 });
});

test("files without addresses, too long or no text are refused", async () => {
  const { actor } = await makeReader();
  for (const file of ["", "name,city\nAda,London\n", "a\0b", "email\n", "x".repeat(1_000_001)])
    await expect(importSuppressions(actor, { file }), file.slice(0, 20)).rejects.toMatchObject({
      fields: { file: expect.stringMatching(/\S/) },
    });
  const many = `email\n${Array.from({ length: 20_001 }, (_, n) => `r${n}@example.org`).join("\n")}`;
  await expect(importSuppressions(actor, { file: many })).rejects.toMatchObject({
    fields: { file: expect.stringContaining("20,000") },
  });
});

test("a table of cells comes back as it was written", () => {
  const cells = ["plain", 'quo"ted', "two\nlines", "a,b;c", "", " spaced "];
  expect(csvTable(`a,b\r\n${csvRow(cells)}`, 10).at(-1)?.cells).toEqual(cells);
  expect(csvTable("\uFEFFa;b\n1;2", 10)).toEqual([
    { line: 1, cells: ["a", "b"] },
    { line: 2, cells: ["1", "2"] },
  ]);
});

test("a rule blocks its domain or name and nothing beside it", async () => {
  const { actor, workspaceId, newsletterId, contactId, email, refusal } = await makeReader();
  const reach = () => work(actor, ({ tx }) => reachOf(tx, workspaceId, newsletterId));
  await addSuppressionRule(actor, { rule: "sub.example.com" });
  await addSuppressionRule(actor, { rule: "abuse@" });
  expect(await refusal()).toBeNull();
  expect(await reach()).toEqual({ gets: 1, blocked: 0 });
  const { id: ruleId } = await addSuppressionRule(actor, { rule: "@EXAMPLE.com" });
  expect(await refusal()).toBe("manual");
  expect(await reach()).toEqual({ gets: 0, blocked: 1 });
  await removeSuppressionRule(actor, { ruleId });
  expect(await refusal()).toBeNull();
  await addSuppressionRule(actor, { rule: `${email.split("@")[0]}@` });
  expect(await refusal()).toBe("manual");

  const { actor: other, workspaceId: elsewhere } = await makeMember();
  const letter = await makeNewsletter(elsewhere);
  const [theirs] = await makeContacts(elsewhere, 1, letter.id);
  await asOwner(
    (sql) =>
      sql`update contacts set email = ${email}, email_hash = sha256(${email}::bytea) where id = ${theirs?.id ?? ""}`,
  );
  expect((await getContact(other, { contactId: theirs?.id ?? "" })).subscriptions[0]?.refusal).toBeNull();
  expect((await getContact(actor, { contactId })).suppressions).toEqual([]);
});

test("a rule with a star blocks every domain below, and not itself", async () => {
  const { actor, workspaceId, newsletterId, contactId, refusal } = await makeReader();
  const reach = () => work(actor, ({ tx }) => reachOf(tx, workspaceId, newsletterId));
  const moved = (domain: string) =>
    asOwner(
      (sql) =>
        sql`update contacts set email = ${`ada@${domain}`}, email_hash = sha256(convert_to(${`ada@${domain}`}, 'UTF8')) where id = ${contactId}`,
    );
  const { id: ruleId } = await addSuppressionRule(actor, { rule: "*.Example.com" });
  expect(await refusal()).toBeNull();
  for (const domain of ["mail.example.com", "a.b.c.example.com"]) {
    await moved(domain);
    expect(await refusal(), domain).toBe("manual");
    expect(await reach(), domain).toEqual({ gets: 0, blocked: 1 });
  }
  for (const domain of ["notexample.com", "example.com.evil.test", "com", "example.org"]) {
    await moved(domain);
    expect(await refusal(), domain).toBeNull();
    expect(await reach(), domain).toEqual({ gets: 1, blocked: 0 });
  }
  await addSuppressionRule(actor, { rule: "*.test" });
  await moved("shop.test");
  expect(await refusal()).toBe("manual");
  await removeSuppressionRule(actor, { ruleId });
  await moved("mail.example.com");
  expect(await refusal()).toBeNull();
});

test("a rule is a domain or a name, never one address", () => {
  expect(readRule(" @Example.COM ")).toEqual({ kind: "domain", value: "example.com" });
  expect(readRule("Abuse@")).toEqual({ kind: "local_part", value: "abuse" });
  expect(readRule("*@shop.example")).toEqual({ kind: "domain", value: "shop.example" });
  expect(readRule("*.Shop.Example")).toEqual({ kind: "domain", value: "*.shop.example" });
  expect(readRule("@*.example")).toEqual({ kind: "domain", value: "*.example" });
  for (const wrong of [
    "ada@example.com",
    "*",
    "*.",
    "*.*.com",
    "sh*p.example",
    "**.com",
    "@",
    "",
    "exa mple.com",
    "nodot",
    "a b@",
  ])
    expect(readRule(wrong), wrong).toHaveProperty("problem");
});

test("a rule reaches addresses of as many labels as a domain has", async () => {
  const domain = `${"a.".repeat(110)}blocked.example`;
  const [row] = await ownerSql()<{ above: string[] }[]>`select rules_above(${domain}) as above`;
  expect(row?.above).toContain("*.blocked.example");
  expect(row?.above).toContain("*.example");
});

test("a wish by hand takes a bounce's place, whoever wrote which first", { tag: "@GD2" }, async () => {
  for (const wish of ["added", "chosen", "erased"] as const) {
    const { actor, workspaceId, contactId, email } = await makeReader();
    const bounce = () =>
      asOwner(
        (sql) => sql`insert into suppressions (id, workspace_id, email_hash, email, reason, source)
          select new_id(), workspace_id, email_hash, email, 'bounced', 'smtp_reply' from contacts where id = ${contactId}
          on conflict do nothing`,
      );
    await bounce();
    if (wish === "added") await addSuppressions(actor, { emails: email, note: "Asked by telephone." });
    else if (wish === "chosen") await suppressContacts(actor, { contactIds: [contactId] });
    else await deleteContact(actor, { contactId, typed: "erase" });
    const rows = await ownerSql()`select reason, source, campaign_id from suppressions
      where workspace_id = ${workspaceId} and lifted_at is null`;
    expect([...rows], wish).toEqual([{ reason: "manual", source: "manual", campaign_id: null }]);
  }
});
