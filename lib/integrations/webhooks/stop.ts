import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { webhooks } from "#db/schema/webhooks.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { greeting, mailTo } from "#lib/mail/platform/person.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";

/**
 * Stops a webhook whose address says it is gone, or has failed for five days, and mails the workspace's owners and admins.
 * @throws AppError notFound for one that is stopped or deleted.
 */
export const stopWebhook = command({
  name: "webhook.stop",
  allow: workspaceJob,
  input: z.object({ webhookId: z.uuid(), reason: z.enum(["gone", "failing"]) }),
  async run({ tx, actor, enqueue }, { webhookId, reason }) {
    const [stopped] = await tx
      .update(webhooks)
      .set({ disabledAt: sql`now()`, disabledReason: reason })
      .where(and(owned(webhooks, actor), eq(webhooks.id, webhookId), isNull(webhooks.disabledAt)))
      .returning({ url: webhooks.url });
    if (!stopped) throw notFound("webhook");
    const { host } = new URL(stopped.url);
    const people = await tx.execute<{ name: string; email: string }>(sql`
      select u.name, u.email from memberships m join users u on u.id = m.user_id
      where m.workspace_id = ${actor.workspaceId} and m.role in ('owner', 'admin') order by u.id limit 20`);
    for (const person of people)
      await enqueue(platformMail, {
        to: mailTo(person.name, person.email),
        subject: "A webhook was stopped",
        heading: "A webhook was stopped",
        paragraphs: [
          greeting(person.name),
          reason === "gone"
            ? "The address of one of your webhooks says that it is gone for good. It gets no events any more."
            : "The address of one of your webhooks has not taken a delivery for five days. It gets no events any more.",
          "Mend the receiver or correct the address, then resume the webhook. What waited is sent then; what happens until then is not.",
        ],
        page: { label: "Open the webhook", path: `/settings/webhooks/${webhookId}` },
      });
    return { result: { host }, audit: { target: webhookId, detail: { host, reason } } };
  },
});
