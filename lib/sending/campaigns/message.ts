import { sha256 } from "#lib/crypto/hash.ts";
import { env } from "#lib/env.ts";
import type { MessageSource } from "#lib/mail/message/message-source.ts";
import type { CampaignFacts } from "./facts.ts";

/** A campaign as lib/mail composes it. Missing parts are empty, so that the linter can name them. */
export function messageSourceOf({
  id,
  subject,
  preheader,
  replyTo,
  body,
  workspace,
  newsletter,
  account,
}: CampaignFacts): MessageSource {
  return {
    from: { name: account?.fromName ?? "", address: account?.fromAddress ?? "" },
    subject,
    ...(preheader && { preheader }),
    ...(replyTo && { replyTo: { address: replyTo } }),
    text: body,
    listId: `${newsletter?.id ?? id}.${new URL(env().APP_URL).hostname.replace(/[^A-Za-z0-9.-]/g, "")}`,
    listName: newsletter?.name ?? "",
    senderName: workspace.senderName ?? "",
    postalAddress: workspace.postalAddress ?? "",
    reason: newsletter ? `You get this message because you subscribed to ${newsletter.name}.` : undefined,
    feedbackId: [id, workspace.id, "campaign", senderId(workspace.id, account?.fromAddress ?? "")],
  };
}

/**
 * Returns the last field of Feedback-ID: 12 characters, the same for all mail of a workspace from one domain, because
 * Gmail adds up complaints by it and asks for 5 to 15.
 */
function senderId(workspaceId: string, fromAddress: string): string {
  const domain = fromAddress.slice(fromAddress.lastIndexOf("@") + 1).toLowerCase();
  return sha256(`feedback-id:${workspaceId}:${domain}`).toString("hex").slice(0, 12);
}
