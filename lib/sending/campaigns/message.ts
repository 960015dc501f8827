import type { Ground } from "#lib/audience/contacts/grounds.ts";
import { logoInMail } from "#lib/audience/subscriber-pages/logo-link.ts";
import { mailColours } from "#lib/audience/subscriber-pages/sender-colours.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import { env } from "#lib/env.ts";
import { builtInFields, type MessageSource } from "#lib/mail/message/message-source.ts";
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
  purpose,
  look,
}: CampaignFacts): MessageSource {
  const answers = replyTo || newsletter?.replyTo;
  return {
    from: { name: account?.fromName ?? "", address: account?.fromAddress ?? "" },
    subject,
    ...(preheader && { preheader }),
    ...(answers && { replyTo: { address: answers } }),
    text: body,
    listId: `${newsletter?.id ?? id}.${new URL(env().APP_URL).hostname.replace(/[^A-Za-z0-9.-]/g, "")}`,
    listName: newsletter?.name ?? "",
    senderName: workspace.senderName ?? "",
    postalAddress: workspace.postalAddress ?? "",
    reason: newsletter ? reasonOf("express", newsletter.name) : undefined,
    preferences: newsletter !== null,
    // Evergreen is the layout's own green.
    look: {
      colour: look.colour === "evergreen" ? null : mailColours[look.colour],
      logo: logoInMail(workspace.id, look.logo),
    },
    ...(purpose === "renewal" && { mergeFields: ["agree_url"] }),
    feedbackId: [id, workspace.id, "campaign", senderId(workspace.id, account?.fromAddress ?? "")],
  };
}

/** Names of the merge fields that a campaign's texts may hold. */
export const fieldsOf = ({ purpose }: { purpose?: string }): string[] => [
  ...builtInFields,
  ...(purpose === "renewal" ? ["agree_url"] : []),
];

/** Returns the sentence of the footer that says on what ground a recipient is written to (GDPR 13(1)(c), 14(2)). */
export function reasonOf(ground: Ground, newsletter: string): string {
  return `You get this message because ${becauses[ground](newsletter)}.`;
}

const becauses: Record<Ground, (newsletter: string) => string> = {
  express: (newsletter) => `you subscribed to ${newsletter}`,
  implied_purchase: () => "you bought from us",
  soft_opt_in: () => "you bought something similar from us",
  implied_inquiry: () => "you asked us about what we offer",
  implied_non_business: () => "you gave, volunteered or were a member with us",
  implied_publication: () => "you published your address, and this concerns your work",
  implied_disclosed: () => "you gave us your address, and this concerns your work",
  legitimate_interest: (newsletter) => `we think that ${newsletter} is of interest to you`,
};

/**
 * Returns the last field of Feedback-ID: 12 characters, the same for all mail of a workspace from one domain, because
 * Gmail adds up complaints by it and asks for 5 to 15.
 */
function senderId(workspaceId: string, fromAddress: string): string {
  const domain = fromAddress.slice(fromAddress.lastIndexOf("@") + 1).toLowerCase();
  return sha256(`feedback-id:${workspaceId}:${domain}`).toString("hex").slice(0, 12);
}
