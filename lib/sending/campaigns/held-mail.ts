import { sql } from "drizzle-orm";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { cutText } from "#lib/core/cut-text.ts";
import { greeting, isPlainName, mailTo } from "#lib/mail/platform/person.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";

type Held = {
  campaignId: string;
  name: string;
  reason: string;
  author: { id: string; may: boolean };
};

/** Mails the author of a scheduled campaign that it did not start; where the author is gone, the workspace's owners. */
export async function mailHeld(
  { tx, actor, enqueue }: Pick<CommandContext<WorkspaceJob>, "tx" | "actor" | "enqueue">,
  { campaignId, name, reason, author }: Held,
): Promise<void> {
  const readers = await tx.execute<{ name: string; email: string }>(sql`
    select u.name, u.email from memberships m join users u on u.id = m.user_id
    where m.workspace_id = ${actor.workspaceId}
      and ${author.may ? sql`m.user_id = ${author.id}` : sql`m.role = 'owner'`}
    order by u.id limit 20`);
  const title = isPlainName(name) ? `“${name}”` : "Your campaign";
  for (const reader of readers) {
    await enqueue(platformMail, {
      to: mailTo(reader.name, reader.email),
      subject: `${title} was not sent`,
      heading: `${title} was not sent`,
      paragraphs: [
        greeting(reader.name),
        `It was scheduled, and a check failed when its time came. Nobody was mailed. ${reason}`,
        "Fix it, then send or schedule it again.",
      ].map((paragraph) => cutText(paragraph, 1000)),
      page: { label: "Open the campaign", path: `/campaigns/${campaignId}` },
    });
  }
}
