import { expect, test } from "@playwright/test";
import { parse } from "csv-parse/sync";
import { exportRows } from "#app/(app)/contacts/export/rows.ts";
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
