import { expect, test } from "@playwright/test";
import { createContactField } from "#lib/audience/contact-fields/create.ts";
import { createSegment, mostSegments } from "#lib/audience/segments/create.ts";
import { addSuppressionRule } from "#lib/audience/suppression-rules/add.ts";
import { asOwner, makeMember, ownerSql } from "#testing/factories.ts";

test("many at once stay within what a workspace may have", { tag: "@V2.3.4" }, async () => {
  const { actor, workspaceId } = await makeMember();
  await asOwner(
    (sql) => sql`insert into segments (workspace_id, id, name, filters, created_by)
      select ${workspaceId}, new_id(), 'Segment ' || n, '{"country":"FR"}', ${actor.userId} from generate_series(2, ${mostSegments}) n`,
  );
  const made = await Promise.allSettled(
    Array.from({ length: 8 }, (_, n) => createSegment(actor, { name: `At once ${n}`, country: "DE" })),
  );
  expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  const [row] = await ownerSql()`select count(*)::int as n from segments where workspace_id = ${workspaceId}`;
  expect(row?.n).toBe(mostSegments);
});

test("each kind that is counted before it is made takes its turn", async () => {
  const { actor } = await makeMember();
  for (const make of [
    (n: number) => createContactField(actor, { name: `Field ${n}`, kind: "text" }),
    (n: number) => addSuppressionRule(actor, { rule: `r${n}.example` }),
  ])
    expect(await Promise.allSettled([1, 2, 3, 4].map(make))).toEqual(
      Array.from({ length: 4 }, () => expect.objectContaining({ status: "fulfilled" })),
    );
});
