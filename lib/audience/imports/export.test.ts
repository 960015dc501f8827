import { expect, test } from "@playwright/test";
import { asOwner, auditOf, makeMember } from "#testing/factories.ts";
import { makeImport } from "./contract.cases.ts";
import { exportImportRows } from "./export.ts";

test("a file of an import's people is for admins and its member", {
  tag: ["@V8.2.1", "@V16.3.3"],
}, async () => {
  const { actor, workspaceId, importId, receive } = await makeImport();
  await receive();
  const taking = { importId, fate: "added" } as const;
  const colleague = (role: "viewer" | "member" | "admin") => makeMember({ workspaceId, role });
  const [viewer, other, admin] = [
    await colleague("viewer"),
    await colleague("member"),
    await colleague("admin"),
  ];
  for (const who of [viewer, other])
    await expect(exportImportRows(who.actor, taking)).rejects.toMatchObject({ code: "forbidden" });
  expect(await exportImportRows(admin.actor, taking)).toEqual({ fileName: "people.csv" });
  expect(await auditOf(workspaceId)).toContainEqual(
    expect.objectContaining({ action: "import.export", result: "done", detail: { fate: "added" } }),
  );

  await asOwner((sql) => sql`update memberships set role = 'member' where user_id = ${actor.userId}`);
  const author = { ...actor, role: "member" } as const;
  expect(await exportImportRows(author, { importId })).toEqual({ fileName: "people.csv" });
});
