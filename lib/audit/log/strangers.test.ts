import { expect, test } from "@playwright/test";
import { auditFilters } from "#lib/audit/log/search/filters.ts";
import { scopeOf } from "#lib/audit/log/search/scope.ts";
import { searchFor } from "#lib/audit/log/search/sought.ts";
import { connections } from "#lib/core/database/connections.ts";
import { enter } from "#lib/core/database/enter.ts";
import { removeMember } from "#lib/team/members/remove.ts";
import { makeMember, makeUser, ownerSql, uniqueEmail } from "#testing/factories.ts";
import { listAuditLog } from "./list.ts";

test("an address search does not reveal whether an account exists", {
  tag: "@V6.3.8",
}, async () => {
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

test("a former member is found by address with actions and effects", async () => {
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
