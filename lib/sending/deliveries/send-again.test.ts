import { expect, test } from "@playwright/test";
import { unsubscribe } from "#lib/audience/unsubscribe/unsubscribe.ts";
import { auditOf, makeMember, ownerSql } from "#testing/factories.ts";
import { readyCampaign } from "./campaign.fixture.ts";
import { sendAgain } from "./send-again.ts";

test("an admin resends unknown messages under their Message-ID, recorded", {
  tag: "@OC12",
}, async () => {
  const ready = await readyCampaign(4);
  const { campaignId, workspaceId, actor } = ready;
  await ready.send();
  await ready.deliver();
  const [again, left] = ready.contacts;
  const people = [again?.id ?? "", left?.id ?? ""];
  await ownerSql()`update deliveries set state = 'unknown', reason = 'worker_lost', sent_at = null
    where campaign_id = ${campaignId} and contact_id = any (${people})`;
  const [delivery] =
    await ownerSql()`select id from deliveries where campaign_id = ${campaignId} and contact_id = ${left?.id ?? ""}`;
  await unsubscribe(
    {
      kind: "subscriber",
      workspaceId,
      campaignId,
      contactId: left?.id ?? "",
      deliveryId: String(delivery?.id),
      newsletterId: ready.newsletter.id,
      origin: actor.origin,
    },
    { scope: "newsletter", source: "one_click" },
  );
  await ready.deliver();
  expect(await ready.states(), "nobody sends it by itself").toEqual({ sent: 2, "unknown/worker_lost": 2 });

  expect(await sendAgain(actor, { campaignId })).toEqual({ id: campaignId, queued: 2 });
  expect((await ready.campaign())?.finished_at).toBeNull();
  await ready.deliver();
  expect(await ready.states()).toEqual({ sent: 3, "skipped/unsubscribed": 1 });
  expect((await ready.campaign())?.finished_at).not.toBeNull();
  expect((await ready.arrived()).filter((to) => to === again?.email)).toHaveLength(2);
  expect((await ready.arrived()).filter((to) => to === left?.email)).toHaveLength(1);
  const copies = (await ready.server.messages()).filter(({ to }) => to.includes(again?.email ?? ""));
  expect(new Set(copies.map(({ raw }) => /^Message-ID: (.+)$/im.exec(raw.toString())?.[1])).size).toBe(1);
  const entries = (await auditOf(workspaceId)).filter(({ action }) => action === "delivery.send_again");
  expect(entries).toMatchObject([{ result: "done", target: campaignId, detail: { deliveries: 2 } }]);

  await expect(sendAgain(actor, { campaignId })).rejects.toMatchObject({ code: "conflict" });
  expect((await ready.campaign())?.finished_at, "refused, it stays finished").not.toBeNull();
  await ready.server.close();
});

test("a member who is no admin cannot send what is unknown again", { tag: "@V8.2.1" }, async () => {
  const ready = await readyCampaign(1);
  await ready.send();
  await ownerSql()`update deliveries set state = 'unknown' where campaign_id = ${ready.campaignId}`;
  const { actor } = await makeMember({ role: "member", workspaceId: ready.workspaceId });
  await expect(sendAgain(actor, { campaignId: ready.campaignId })).rejects.toMatchObject({
    code: "forbidden",
  });
  expect(await ready.states()).toEqual({ unknown: 1 });
  await ready.server.close();
});
