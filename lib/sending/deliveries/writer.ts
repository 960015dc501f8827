import { signLink } from "#lib/crypto/tokens.ts";
import { env } from "#lib/env.ts";
import { compileMessage, renderMessage } from "#lib/mail/message/compose.ts";
import { type DkimSigner, signMessage } from "#lib/mail/message/dkim.ts";
import { messageId } from "#lib/mail/message/message-id.ts";
import { messageSourceOf, reasonOf } from "#lib/sending/campaigns/message.ts";
import type { Claimed } from "#lib/sending/gate/claim.ts";
import type { Run } from "./run.ts";

/**
 * Composes a campaign once and writes each recipient's copy from it. A copy has the recipient's names and
 * unsubscribe links, the same Message-ID at every try, and the domain's signature where there is a key.
 * @throws Error when the message is not fit to be sent.
 */
export function makeWriter({ workspaceId, facts, linkKey, messageIdKey }: Run, signer: DkimSigner | null) {
  const compiled = compileMessage(messageSourceOf(facts));
  const from = facts.account?.fromAddress ?? "";
  const domain = from.slice(from.lastIndexOf("@") + 1);
  const { APP_URL } = env();

  return {
    messageIdOf: (contactId: string) => messageId(messageIdKey, { campaignId: facts.id, contactId, domain }),
    async write(claimed: Claimed): Promise<ReturnType<typeof renderMessage>> {
      const { deliveryId, contactId, email, firstName, lastName, ground } = claimed;
      const token = signLink(linkKey, "unsubscribe", { workspaceId, id: deliveryId });
      const name = [firstName, lastName].filter(Boolean).join(" ");
      const message = renderMessage(compiled, {
        to: { name, address: email },
        messageId: messageId(messageIdKey, { campaignId: facts.id, contactId, domain }),
        unsubscribeUrl: `${APP_URL}/api/unsubscribe/${token}`,
        unsubscribePage: `${APP_URL}/unsubscribe/${token}`,
        ...(facts.newsletter && { reason: reasonOf(ground, facts.newsletter.name) }),
        preferencesPage: `${APP_URL}/preferences/${token}`,
        deliveryToken: deliveryId,
        merge: {
          first_name: firstName ?? "",
          last_name: lastName ?? "",
          ...(facts.purpose === "renewal" && {
            agree_url: `${APP_URL}/agree/${signLink(linkKey, "agree", { workspaceId, id: deliveryId })}`,
          }),
        },
        date: new Date(),
      });
      return signer ? { ...message, raw: await signMessage(message.raw, signer) } : message;
    },
  };
}
