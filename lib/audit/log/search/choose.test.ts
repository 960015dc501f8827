import { expect, test } from "@playwright/test";
import { listAuditLog } from "#lib/audit/log/list.ts";
import { makeMember, ownerSql } from "#testing/factories.ts";

test("a rare match is found at once, frequent ones by bounded pages", async () => {
  test.slow(); // it writes 22,000 entries
  const { actor, workspaceId } = await makeMember();
  const [writer, importer] = [await makeMember({ workspaceId }), await makeMember({ workspaceId })];
  await append(workspaceId, writer.user.id, "campaign.send", "refused", 1);
  await append(workspaceId, writer.user.id, "campaign.update", "done", 11_000);
  await append(workspaceId, importer.user.id, "import.batch", "done", 11_000);

  for (const filters of [
    { person: writer.user.id, type: "campaign.send" },
    { type: "campaigns", result: "refused" },
    { person: writer.user.id, result: "refused" },
  ] as const) {
    const found = await listAuditLog(actor, { filters });
    expect(found.entries.map(({ action }) => action)).toEqual(["campaign.send"]);
    expect(found.lookedBackTo).toBeNull();
  }

  const filters = { person: writer.user.id, type: "import.batch" };
  let page = await listAuditLog(actor, { filters });
  expect([page.entries, page.lookedBackTo]).toEqual([[], expect.any(Date)]);
  let pages = 1;
  for (; page.older; pages++) page = await listAuditLog(actor, { filters, before: page.older });
  expect(pages).toBe(2);
  expect([page.entries, page.lookedBackTo]).toEqual([[], null]);
});

/**
 * Entries of a workspace's chain as the owner of the database may write very many of them: five hundred at a time, because
 * one transaction would step over each earlier version of the chain's row.
 */
async function append(workspaceId: string, userId: string, action: string, result: string, count: number) {
  for (let left = count; left > 0; left -= 500)
    await ownerSql()`
      select count(audit_append_at(new_id(), ${workspaceId}, ${userId}, 'member', ${userId}, ${action}, ${result}, null, '{}', null, null, 'many', null))
      from generate_series(1, ${Math.min(left, 500)}::int)`;
}
