import { expect, test } from "@playwright/test";
import { addSuppressions } from "#lib/audience/suppressions/add.ts";
import { makeProgram } from "#testing/api.ts";
import { asOwner, makeNewsletter, ownerSql } from "#testing/factories.ts";

test("a program lifts no block of an erased person", { tag: "@GD5" }, async () => {
  const scopes = ["contacts:write", "suppressions:write"] as const;
  const { workspaceId, send } = await makeProgram({ scopes: [...scopes] });
  const { body } = await send("POST /contacts", { email: "erased@victim.example" });
  expect(await send(`POST /contacts/${body.id}/erase`, {})).toMatchObject({ status: 200 });
  const [block] = await ownerSql()`select id, email from suppressions where workspace_id = ${workspaceId}`;
  expect(block).toMatchObject({ email: null });
  expect(await send(`DELETE /suppressions/${block?.id}`)).toMatchObject({ status: 409 });
  const [still] = await ownerSql()`select lifted_at from suppressions where id = ${block?.id}`;
  expect(still).toEqual({ lifted_at: null });
});

test("a refused contact leaves its older suppression as it was", { tag: "@GD5" }, async () => {
  const { actor, workspaceId, send } = await makeProgram({ scopes: ["contacts:write", "newsletters:write"] });
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  const email = "angry@victim.example";
  await addSuppressions(actor, { emails: email, note: "Phoned: never again." });
  await asOwner(
    (sql) => sql`update suppressions set reason = 'complained' where workspace_id = ${workspaceId}`,
  );
  const state = () =>
    ownerSql()`select email, note, reason, lifted_at from suppressions where workspace_id = ${workspaceId}`;
  const before = [...(await state())];
  const refused = await send("POST /contacts", {
    email,
    newsletter_id: newsletterId,
    basis: "express",
    source: "Asked at the fair on Monday.",
  });
  expect(refused.status).toBe(400);
  expect([...(await state())]).toEqual(before);
  expect(await ownerSql()`select id from contacts where workspace_id = ${workspaceId}`).toHaveLength(0);
});
