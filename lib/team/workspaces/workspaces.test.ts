import { expect, test } from "@playwright/test";
import type { Actor } from "#lib/core/actor.ts";
import type { AppError } from "#lib/core/errors.ts";
import {
  anonymous,
  asOwner,
  auditOf,
  makeContacts,
  makeMember,
  makeSignedIn,
  ownerSql,
} from "#testing/factories.ts";
import { createWorkspace } from "./create.ts";
import { getWorkspace } from "./get.ts";
import { listMyWorkspaces } from "./list-mine.ts";
import { getOverview } from "./overview.ts";
import { switchWorkspace } from "./switch.ts";
import { updateWorkspace } from "./update.ts";

const fieldsOf = async (actor: Actor, input: object) => {
  try {
    await updateWorkspace(actor, input);
    return {};
  } catch (error) {
    return (error as AppError).fields;
  }
};

test("a person creates a workspace and works in it at once", async () => {
  const { actor } = await makeSignedIn();
  const { id } = await createWorkspace(actor, { name: "  Difference   Engines " });

  expect(await listMyWorkspaces(actor, {})).toMatchObject([
    { id, name: "Difference Engines", plan: "starter", role: "owner" },
  ]);
  const [session] = await ownerSql()`select workspace_id from sessions where id = ${actor.sessionId}`;
  expect(session?.workspace_id).toBe(id);
  expect(await auditOf(id)).toMatchObject([{ action: "workspace.create", result: "done", target: id }]);
});

test("an unverified person makes none", async () => {
  const { actor } = await makeSignedIn();
  await asOwner((sql) => sql`update users set email_verified_at = null where id = ${actor.userId}`);
  await expect(createWorkspace(actor, { name: "Engines" })).rejects.toMatchObject({ code: "forbidden" });
});

test("a person owns at most twenty workspaces, also concurrently", async () => {
  const { actor } = await makeSignedIn();
  for (let n = 0; n < 19; n++) await createWorkspace(actor, { name: `Engines ${n}` });
  const last = await Promise.allSettled([1, 2, 3].map((n) => createWorkspace(actor, { name: `Last ${n}` })));
  expect(last.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
});

test("switching needs a membership; somebody else's workspace does not exist", {
  tag: "@V8.2.2",
}, async () => {
  const { actor, workspaceId } = await makeMember();
  const { workspaceId: other } = await makeMember();
  await expect(switchWorkspace(actor, { workspaceId: other })).rejects.toMatchObject({ code: "notFound" });
  await expect(switchWorkspace(actor, { workspaceId: "x" })).rejects.toMatchObject({ code: "invalid" });
  await switchWorkspace(actor, { workspaceId });
  expect((await auditOf(other)).filter(({ action }) => action === "workspace.switch")).toEqual([]);
});

test("a person sees their own workspaces only, and nobody sees none", async () => {
  const { actor, workspaceId } = await makeMember();
  await makeMember();
  expect((await listMyWorkspaces(actor, {})).map(({ id }) => id)).toEqual([workspaceId]);
  await expect(listMyWorkspaces(anonymous(), {})).rejects.toMatchObject({ code: "forbidden" });
});

for (const [role, may] of [
  ["owner", true],
  ["admin", true],
  ["member", false],
  ["viewer", false],
] as const) {
  test(`a workspace's ${role} ${may ? "changes" : "only reads"} its settings`, async () => {
    const { workspaceId } = await makeMember({ bare: true });
    const { actor } = await makeMember({ workspaceId, role });
    const change = updateWorkspace(actor, { senderName: "Engines Ltd" });
    if (may) await change;
    else await expect(change).rejects.toMatchObject({ code: "forbidden" });
    expect((await getWorkspace(actor, {})).senderName).toBe(may ? "Engines Ltd" : null);
  });
}

test("changed fields are recorded, omitted ones stay", async () => {
  const { actor, workspaceId } = await makeMember();
  await updateWorkspace(actor, {
    postalAddress: " 1 Tower Street \r\n\r\n  Leeds   LS1 4AP\n",
    timeZone: "Europe/London",
  });

  expect(await getWorkspace(actor, {})).toMatchObject({
    name: "Analytical Engines",
    senderName: "Analytical Engines",
    postalAddress: "1 Tower Street\nLeeds LS1 4AP",
    timeZone: "Europe/London",
  });
  expect((await auditOf(workspaceId)).at(-1)).toMatchObject({
    action: "workspace.update",
    detail: { changed: { timeZone: ["UTC", "Europe/London"] } },
  });
});

test("a postal address must be complete, each mistake has words", async () => {
  const { actor } = await makeMember();
  const wrong = {
    "": "Enter the postal address",
    "at home": "Enter the full address",
    Somewhere: "Enter the full address",
    "ada@example.com, London": "not an email",
    "1 Tower Street, https://example.com": "not an email or web",
    [`1 Tower Street,\n${"x".repeat(500)}`]: "at most 500",
    "1 Tower\u202e Street, Leeds LS1": "invisible",
    "1 Tower\u0000 Street, Leeds LS1": "invisible",
  };
  for (const [postalAddress, words] of Object.entries(wrong))
    expect((await fieldsOf(actor, { postalAddress })).postalAddress, postalAddress).toContain(words);
  for (const postalAddress of [
    "1 Tower Street, Leeds LS1 4AP",
    "〒100-0001\n東京都千代田区千代田1-1",
    "PO Box 12, 1010 Wien",
  ])
    expect(await fieldsOf(actor, { postalAddress })).toEqual({});
});

test("names and zones that break headers are refused", async () => {
  const { actor } = await makeMember();
  expect(await fieldsOf(actor, { senderName: "Engines\r\nBcc: all@example.com" })).toHaveProperty(
    "senderName",
  );
  expect(await fieldsOf(actor, { name: "x".repeat(101) })).toEqual({ name: "Use at most 100 characters." });
  expect(await fieldsOf(actor, { timeZone: "Mars/Olympus" })).toEqual({
    timeZone: "Choose a time zone from the list.",
  });
});

test("the overview counts the workspace's own rows and knows what is missing", async () => {
  const { actor, workspaceId } = await makeMember({ bare: true });
  await makeContacts(workspaceId, 3);
  await makeContacts((await makeMember()).workspaceId, 2);
  expect(await getOverview(actor, {})).toEqual({
    contacts: 3,
    suppressed: 0,
    sentLast30Days: 0,
    hasSender: false,
    hasEmailAccount: false,
    hasNewsletter: false,
    hasSent: false,
    draftId: null,
    draftName: null,
  });
});
