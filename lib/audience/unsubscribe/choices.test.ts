import { expect, test } from "@playwright/test";
import type { Subscriber } from "#lib/core/actor.ts";
import {
  asOwner,
  makeCampaign,
  makeContacts,
  makeDelivery,
  makeMember,
  makeNewsletter,
} from "#testing/factories.ts";
import { unsubscribeChoices } from "./choices.ts";
import { unsubscribe } from "./unsubscribe.ts";

test("the link's page works after the contact is erased", {
  tag: "@OC13",
}, async () => {
  const { actor, workspaceId } = await makeMember();
  const newsletter = await makeNewsletter(workspaceId);
  const [contact] = await makeContacts(workspaceId, 1, newsletter.id);
  const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId: newsletter.id });
  const contactId = contact?.id ?? "";
  const { id: deliveryId } = await makeDelivery(workspaceId, campaignId, contactId);
  const subscriber: Subscriber = {
    kind: "subscriber",
    workspaceId,
    contactId,
    deliveryId,
    campaignId,
    newsletterId: newsletter.id,
    origin: actor.origin,
  };
  const before = await unsubscribeChoices(subscriber, {});
  expect(before).toMatchObject({ newsletter: newsletter.name, address: "r•••@example.com", stopped: null });

  await asOwner((sql) => sql`delete from contacts where id = ${contactId}`);
  expect(await unsubscribeChoices(subscriber, {})).toEqual(before);
  await unsubscribe(subscriber, { scope: "all", source: "unsubscribe_page" });
  expect(await unsubscribeChoices(subscriber, {})).toMatchObject({ stopped: "all" });

  const { workspaceId: elsewhere } = await makeMember();
  await expect(unsubscribeChoices({ ...subscriber, workspaceId: elsewhere }, {})).rejects.toMatchObject({
    code: "notFound",
  });
});
