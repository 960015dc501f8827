import { expect, test } from "@playwright/test";
import type { ApiKey } from "#lib/core/actor.ts";
import { sendCampaign } from "#lib/sending/campaigns/send.ts";
import { readyCampaign } from "#lib/sending/deliveries/campaign.fixture.ts";
import { anonymous, auditOf, makeCampaign, ownerSql } from "#testing/factories.ts";
import { createApiKey } from "./create.ts";
import { reportApiKey } from "./report.ts";
import { revokeApiKey } from "./revoke.ts";

/** A campaign on its way that a program sent, and one that its member sent. */
async function sentByBoth() {
  const { actor, workspaceId, campaignId, newsletter, account, server } = await readyCampaign(2);
  const { id: keyId, key } = await createApiKey(actor, {
    name: "Shop",
    environment: "live",
    scopes: ["campaigns:send"],
    lifetime: "90",
  });
  const program: ApiKey = {
    kind: "apiKey",
    keyId,
    workspaceId,
    scopes: ["campaigns:send"],
    environment: "live",
    madeBy: actor.userId,
    origin: actor.origin,
  };
  await sendCampaign(program, { campaignId });
  const own = await makeCampaign(workspaceId, { newsletterId: newsletter.id, emailAccountId: account.id });
  await sendCampaign(actor, { campaignId: own.id });
  const paused = async () =>
    (
      await ownerSql()`select id from campaigns where workspace_id = ${workspaceId} and paused_at is not null
        and pause_reason like 'The API key that sent it was revoked.%'`
    ).map(({ id }) => id);
  return { actor, workspaceId, campaignId, keyId, key, paused, server };
}

type Sent = Awaited<ReturnType<typeof sentByBoth>>;

const endings: Record<string, (of: Sent) => Promise<unknown>> = {
  revoked: ({ actor, keyId }) => revokeApiKey(actor, { keyId }),
  reported: ({ key }) => reportApiKey(anonymous(), { found: key }),
};

for (const [how, end] of Object.entries(endings))
  test(`a campaign on its way is paused when its key is ${how}`, async () => {
    const of = await sentByBoth();
    expect(await of.paused()).toEqual([]);
    await end(of);
    expect(await of.paused()).toEqual([of.campaignId]);
    const halts = (await auditOf(of.workspaceId)).filter(({ action }) => action === "campaign.halt");
    expect(halts.map(({ detail }) => detail)).toEqual([
      { reason: expect.stringContaining("The API key that sent it was revoked.") },
    ]);
    await of.server.close();
  });
