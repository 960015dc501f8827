import { count } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { webhooks } from "#db/schema/webhooks.ts";
import { memberBehind } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import { conflict } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { orKey, workspaceAdmin } from "#lib/core/policies.ts";
import { webhookDescription, webhookEvents, webhookUrl } from "./input.ts";
import { mailAboutWebhook } from "./mails.ts";
import { requireReachable } from "./reachable.ts";
import { makeSecret } from "./secrets.ts";

const mostWebhooks = 20;

/** Makes a webhook, mails the owners where it goes, and returns its signing secret, which is shown this once. */
export const createWebhook = command({
  name: "webhook.create",
  allow: orKey(workspaceAdmin, "webhooks:write"),
  fresh: true,
  limit: { per: "workspace", programs: true, max: 30, windowSeconds: 3600 },
  input: z.object({ url: webhookUrl, description: webhookDescription, events: webhookEvents }),
  prepare: (_, { url }) => requireReachable(url),
  async run(context, { url, description, events }) {
    const { tx, actor } = context;
    const [found] = await tx.select({ known: count() }).from(webhooks).where(owned(webhooks, actor));
    if ((found?.known ?? 0) >= mostWebhooks)
      throw conflict(`A workspace has ${mostWebhooks} webhooks at most. Delete one you no longer use.`);
    const id = uuidv7();
    await tx.insert(webhooks).values({
      workspaceId: actor.workspaceId,
      id,
      url,
      description,
      events,
      createdBy: memberBehind(actor),
      programId: actor.kind === "apiKey" ? actor.keyId : null,
    });
    const secret = await makeSecret(context, id);
    const { host } = new URL(url);
    await mailAboutWebhook(context, { webhookId: id, host, former: null });
    return { result: { id, secret }, audit: { target: id, detail: { host, events } } };
  },
});
