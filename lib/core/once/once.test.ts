import { randomBytes } from "node:crypto";
import { expect, test } from "@playwright/test";
import { createContact } from "#lib/audience/contacts/create.ts";
import { createNewsletter } from "#lib/audience/newsletters/create.ts";
import type { Member } from "#lib/core/actor.ts";
import { runJob } from "#lib/core/jobs/worker.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import { asOwner, makeMember, ownerSql } from "#testing/factories.ts";
import { sweepCommandResults } from "./sweep.ts";

const newKey = () => randomBytes(16).toString("hex");
const said = (text: string) => sha256(text);
const make = (actor: Member, key: string, name = "Engines", again = false) =>
  createNewsletter(actor, { name }, { once: { key, said: said(name), again } });

const newsletters = async (workspaceId: string) =>
  (await ownerSql()`select name from newsletters where workspace_id = ${workspaceId} order by id`).map(
    ({ name }) => name,
  );
const entries = async (workspaceId: string) =>
  (
    await ownerSql()`select result from audit_events
      where workspace_id = ${workspaceId} and action = 'newsletter.create' order by seq`
  ).map(({ result }) => result);

test("a form sent twice makes one thing and one entry", async () => {
  const { actor, workspaceId } = await makeMember();
  const key = newKey();
  const first = await make(actor, key);
  expect(await make(actor, key)).toEqual(first);
  expect(await newsletters(workspaceId)).toEqual(["Engines"]);
  expect(await entries(workspaceId)).toEqual(["done"]);
  await make(actor, newKey());
  expect(await newsletters(workspaceId)).toHaveLength(2);
});

test("ten posts of one form at once make one thing", async () => {
  const { actor, workspaceId } = await makeMember();
  const key = newKey();
  const made = await Promise.all(Array.from({ length: 10 }, () => make(actor, key)));
  expect(new Set(made.map(({ id }) => id)).size).toBe(1);
  expect(await newsletters(workspaceId)).toEqual(["Engines"]);
});

test("text that was changed after the first post is not lost silently", async () => {
  const { actor, workspaceId } = await makeMember();
  const key = newKey();
  await make(actor, key);
  await expect(make(actor, key, "Other engines", true)).rejects.toMatchObject({
    code: "conflict",
    message: expect.stringContaining("without what you changed since"),
  });
  await expect(
    createContact(actor, { email: "ada@example.com" } as never, { once: { key, said: said("Engines") } }),
  ).rejects.toMatchObject({ code: expect.stringMatching(/conflict|invalid/) });
  expect(await newsletters(workspaceId)).toEqual(["Engines"]);
});

test("another text of an answered form is another thing", async () => {
  const { actor, workspaceId } = await makeMember();
  const key = newKey();
  await make(actor, key);
  await make(actor, key, "Looms");
  expect(await newsletters(workspaceId)).toEqual(["Engines", "Looms"]);
});

test("a refused post keeps nothing, so the next one is done", async () => {
  const { actor, workspaceId } = await makeMember();
  const key = newKey();
  await make(actor, key, "Engines").catch(() => {});
  const other = newKey();
  await expect(
    createNewsletter(actor, { name: "" }, { once: { key: other, said: said("") } }),
  ).rejects.toMatchObject({ code: "invalid" });
  await make(actor, other, "Looms");
  expect(await newsletters(workspaceId)).toEqual(["Engines", "Looms"]);
});

test("a key means nothing to another member or workspace", async () => {
  const { actor, workspaceId } = await makeMember();
  const { actor: colleague } = await makeMember({ workspaceId });
  const { actor: stranger, workspaceId: elsewhere } = await makeMember();
  const key = newKey();
  for (const each of [actor, colleague, stranger]) await make(each, key);
  expect(await newsletters(workspaceId)).toHaveLength(2);
  expect(await newsletters(elsewhere)).toHaveLength(1);
});

test("answers are swept after a day", async () => {
  const { actor } = await makeMember();
  const [old, young] = [newKey(), newKey()];
  await make(actor, old);
  await make(actor, young);
  await asOwner(
    (sql) => sql`update command_results set created_at = now() - interval '25 hours' where key = ${old}`,
  );
  await runJob(sweepCommandResults, {});
  const kept = await ownerSql()`select key from command_results where key in (${old}, ${young})`;
  expect(kept.map(({ key }) => key)).toEqual([young]);
});
