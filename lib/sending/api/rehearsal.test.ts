import { expect, test } from "@playwright/test";
import { makeProgram } from "#testing/api.ts";
import {
  makeCampaign,
  makeContacts,
  makeEmailAccount,
  makeNewsletter,
  ownerSql,
} from "#testing/factories.ts";

test("a test key's send stands in the log as a rehearsal", { tag: "@V16.2.1" }, async () => {
  const { send, workspaceId, keyId } = await makeProgram({ environment: "test" });
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  await makeContacts(workspaceId, 2, newsletterId);
  const { id: emailAccountId } = await makeEmailAccount(workspaceId);
  const { id } = await makeCampaign(workspaceId, { newsletterId, emailAccountId });
  expect(await send(`POST /campaigns/${id}/send`)).toMatchObject({
    status: 202,
    body: { id, queued: 2, skipped: 0, test: true },
  });
  const entries = await ownerSql()`select action, result from audit_events
    where workspace_id = ${workspaceId} and actor_id = ${keyId} and action like 'campaign.%'`;
  expect(entries).toEqual([{ action: "campaign.rehearse", result: "done" }]);
  const [campaign] = await ownerSql()`select send_requested_at from campaigns where id = ${id}`;
  expect(campaign?.send_requested_at).toBeNull();
});

test("a program's send stops where more people would get it than expected", async () => {
  const { send, workspaceId } = await makeProgram({});
  const { id: newsletterId } = await makeNewsletter(workspaceId);
  await makeContacts(workspaceId, 2, newsletterId);
  const { id: emailAccountId } = await makeEmailAccount(workspaceId);
  const { id } = await makeCampaign(workspaceId, { newsletterId, emailAccountId });
  const path = `POST /campaigns/${id}/send`;
  expect(await send(path, { expected_recipients: 1 })).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining("2 people would get it now, where you saw 1.") },
  });
  expect(await send(path, { expected_recipients: 2 })).toMatchObject({ status: 202, body: { queued: 2 } });
});
