import { expect, test } from "@playwright/test";
import { makeMember, makeUser, ownerSql, uniqueEmail } from "#db/factories.ts";
import { connections, enter } from "#lib/core/database.ts";
import { removeMember } from "#lib/team/remove.ts";
import { auditFilters } from "./filters.ts";
import { listAuditLog } from "./list.ts";
import { scopeOf } from "./scope.ts";
import { searchFor } from "./sought.ts";

test("V6.3.8 what is looked for under an address does not depend on whether a stranger has an account", async () => {
  const { actor, workspaceId } = await makeMember();
  const stranger = await makeUser();
  const waysOf = (q: string) =>
    connections().reader.transaction(async (db) => {
      await enter(db, workspaceId, actor.userId);
      const scope = await scopeOf(db, actor, "everybody");
      const { conditions } = await searchFor(db, actor, scope, auditFilters.parse({ q }));
      return conditions.map(({ ways }) => ways);
    });
  expect(await waysOf(stranger.email)).toEqual(await waysOf(uniqueEmail("nobody")));
});

test("whoever left is still found by their address, with what they did here and what was done to them", async () => {
  const { actor, workspaceId } = await makeMember();
  const gone = await makeMember({ workspaceId, role: "member" });
  await removeMember(actor, { userId: gone.user.id });
  const actions = async () =>
    (await listAuditLog(actor, { filters: { q: gone.user.email } })).entries.map(({ action }) => action);
  expect(await actions()).toEqual(["member.remove"]);
  await ownerSql()`select audit_append_at(new_id(), ${workspaceId}, ${gone.user.id}, 'member', ${gone.user.id}, 'newsletter.create', 'done',
    null, '{}', null, null, 'past', null)`;
  expect(await actions()).toEqual(["newsletter.create", "member.remove"]);
});
