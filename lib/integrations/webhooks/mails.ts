import { and, eq, inArray } from "drizzle-orm";
import { apiKeys } from "#db/schema/api-keys.ts";
import { users } from "#db/schema/users.ts";
import { memberships } from "#db/schema/workspaces.ts";
import { type ApiKey, type Member, memberBehind } from "#lib/core/actor.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { owned } from "#lib/core/owned.ts";
import { greeting, isPlainName, mailTo } from "#lib/mail/platform/person.ts";
import { platformMail } from "#lib/mail/platform/platform-mail.ts";

type Change = { webhookId: string; host: string; former: string | null };

/** Mails every owner, and the member behind it, that a webhook was created or goes to another address. `former` is the host before. */
export async function mailAboutWebhook(
  context: CommandContext<Member | ApiKey>,
  { webhookId, host, former }: Change,
): Promise<void> {
  const { tx, actor, enqueue } = context;
  const people = await tx
    .select({ id: users.id, name: users.name, email: users.email, role: memberships.role })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.workspaceId, actor.workspaceId), inArray(memberships.role, ["owner", "admin"])))
    .orderBy(users.id)
    .limit(100);
  const behind = memberBehind(actor);
  const by = await nameOf(context, people.find(({ id }) => id === behind)?.name ?? "");
  const title = former === null ? "A new webhook" : "A webhook goes to another address";
  const what =
    former === null
      ? `${by} created a webhook. It tells ${host} what happens in your workspace.`
      : `${by} changed where a webhook goes: from ${former} to ${host}.`;
  for (const person of people.filter(({ id, role }) => role === "owner" || id === behind))
    await enqueue(platformMail, {
      to: mailTo(person.name, person.email),
      subject: title,
      heading: title,
      paragraphs: [
        greeting(person.name),
        what,
        "Deliveries name your contacts by id and address, until the webhook is paused or deleted.",
      ],
      page: { label: "Open the webhook", path: `/settings/webhooks/${webhookId}` },
      footnote: "You did not expect that? Delete the webhook, and look through the audit log for who did it.",
    });
}

async function nameOf({ tx, actor }: CommandContext<Member | ApiKey>, member: string): Promise<string> {
  if (actor.kind === "member") return isPlainName(member) ? member : "An admin";
  const [key] = await tx
    .select({ name: apiKeys.name, lastFour: apiKeys.lastFour })
    .from(apiKeys)
    .where(and(owned(apiKeys, actor), eq(apiKeys.id, actor.keyId)));
  const named = key && isPlainName(key.name) ? ` “${key.name}”` : "";
  return `A program with the API key${named} that ends in ${key?.lastFour ?? ""}`;
}
