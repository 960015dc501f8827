import { expect, test } from "@playwright/test";
import { parse } from "csv-parse/sync";
import { exportRows } from "#app/(app)/contacts/export/rows.ts";
import { handOver } from "#lib/audience/contacts/hand-over.ts";
import { addSuppressions } from "#lib/audience/suppressions/add.ts";
import { listSuppressions } from "#lib/audience/suppressions/list.ts";
import { asOwner, makeContacts, makeMember } from "#testing/factories.ts";

test("no cell of exported contacts begins like a formula", async () => {
  const { actor, workspaceId } = await makeMember();
  const names = ['=HYPERLINK("https://evil.test","Open")', "+1 416", "-2+3", "@SUM(A1)", "\tTab", "＝1+1"];
  const made = await makeContacts(workspaceId, names.length);
  await asOwner(async (sql) => {
    for (const [at, { id }] of made.entries())
      await sql`update contacts set first_name = ${names[at] ?? ""}, last_name = ${'Quote", =1+1'},
        email = ${`${at % 2 ? "+" : "="}reader${at}-${id}@example.test`}, email_hash = sha256(${id}::bytea) where id = ${id}`;
  });
  let file = "";
  for await (const piece of exportRows(actor, { sort: "oldest" })) file += piece;
  const [head, ...rows] = parse(file, { bom: true }) as string[][];
  expect(head).toEqual([
    "email",
    "first_name",
    "last_name",
    "country",
    "state",
    "source",
    "added_at",
    "tags",
  ]);
  expect(rows.map((row) => row[1])).toEqual(names.map((name) => `'${name}`));
  expect(rows.every((row) => row[2] === 'Quote", =1+1')).toBe(true);
  for (const cell of rows.flat()) expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
});

test("a restricted person is in no export but their own", { tag: "@GD6" }, async () => {
  const { actor, workspaceId } = await makeMember();
  const [held, other] = await makeContacts(workspaceId, 2);
  await addSuppressions(actor, { emails: `${held?.email}\n${other?.email}` });
  await asOwner((sql) => sql`update contacts set restricted_at = now() where id = ${held?.id ?? null}`);
  let file = "";
  for await (const piece of exportRows(actor, { sort: "newest" })) file += piece;
  expect([file.includes(held?.email ?? ""), file.includes(other?.email ?? "")]).toEqual([false, true]);
  const { rows } = await listSuppressions(actor, {});
  expect(rows.map(({ email, restricted }) => [email, restricted])).toEqual(
    expect.arrayContaining([
      [held?.email, true],
      [other?.email, false],
    ]),
  );
  expect(await handOver(actor, { contactId: held?.id ?? "", format: "json" })).toMatchObject({
    person: { email: held?.email, restrictedSince: expect.any(String) },
  });
});
