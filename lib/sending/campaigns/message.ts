import { env } from "#lib/env.ts";
import type { MessageSource } from "#lib/mail/message/message-source.ts";
import type { CampaignFacts } from "./facts.ts";

/** A campaign as lib/mail composes it. Missing parts are empty, so that the linter can name them. */
export function messageSourceOf({
  id,
  subject,
  body,
  workspace,
  newsletter,
  account,
}: CampaignFacts): MessageSource {
  return {
    from: { name: account?.fromName ?? "", address: account?.fromAddress ?? "" },
    subject,
    text: body,
    listId: `${newsletter?.id ?? id}.${new URL(env().APP_URL).hostname.replace(/[^A-Za-z0-9.-]/g, "")}`,
    listName: newsletter?.name ?? "",
    senderName: workspace.senderName ?? "",
    postalAddress: workspace.postalAddress ?? "",
    reason: newsletter ? `You get this message because you subscribed to ${newsletter.name}.` : undefined,
    feedbackId: [id, workspace.id, "campaign", account?.id ?? "none"],
  };
}
