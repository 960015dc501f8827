// A process of the product whose DATABASE_URL goes through a pooler: it does what edge, web and worker do, and sends what came of it.
import { createNewsletter } from "#lib/audience/newsletters/create.ts";
import { listNewsletters } from "#lib/audience/newsletters/list.ts";
import { subscriberOf } from "#lib/audience/unsubscribe/subscriber.ts";
import { unsubscribe } from "#lib/audience/unsubscribe/unsubscribe.ts";
import { closeConnections } from "#lib/core/database/connections.ts";
import { startWorker } from "#lib/core/jobs/worker.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { signLink } from "#lib/crypto/tokens.ts";
import {
  anonymous,
  auditOf,
  makeCampaign,
  makeContacts,
  makeDelivery,
  makeMember,
  makeNewsletter,
} from "#testing/factories.ts";

const { actor, workspaceId } = await makeMember();

const names = Array.from({ length: 40 }, (_, n) => `Letter ${n}`);
await Promise.all(names.map((name) => createNewsletter(actor, { name, description: "" })));
const lists = await Promise.all(names.map(() => listNewsletters(actor, { limit: 50 })));

const { id: newsletterId } = await makeNewsletter(workspaceId);
const { id: campaignId } = await makeCampaign(workspaceId, { newsletterId });
const readers = await makeContacts(workspaceId, 20, newsletterId);
const key = await linkKey();
const left = await Promise.all(
  readers.map(async ({ id }) => {
    const delivery = await makeDelivery(workspaceId, campaignId, id);
    const subscriber = await subscriberOf(
      signLink(key, "unsubscribe", { workspaceId, ...delivery }),
      anonymous().origin,
    );
    if (!subscriber) throw new Error("The link leads nowhere.");
    return (await unsubscribe(subscriber, { scope: "newsletter", source: "one_click" })).changed;
  }),
);

const worker = await startWorker([]);
const entries = (await auditOf(workspaceId)).map(({ action }) => action);
process.send?.({
  listed: lists.map(({ rows }) => rows.length),
  left: left.filter(Boolean).length,
  created: entries.filter((action) => action === "newsletter.create").length,
  unsubscribed: entries.filter((action) => action === "contact.unsubscribe").length,
});
await worker.stop();
await closeConnections();
process.exit(0);
