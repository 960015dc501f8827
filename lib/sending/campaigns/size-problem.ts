import { env } from "#lib/env.ts";
import { compileMessage, renderMessage } from "#lib/mail/message/compose.ts";
import type { CampaignFacts } from "./facts.ts";
import { messageSourceOf } from "./message.ts";

/** Room for a DKIM signature and for longer names than the sample's. */
const ROOM = 2000;

/**
 * Returns why the account's server would refuse every copy for its size, or null. Without it each recipient would be refused
 * one after the other. Call it for a message without an error.
 */
export function sizeProblem(facts: CampaignFacts): string | null {
  const { account } = facts;
  if (!account?.maxMessageSize) return null;
  const bytes = copyBytes(facts) + ROOM;
  if (bytes <= account.maxMessageSize) return null;
  return `One message is ${kilobytes(bytes)} large, and the server of “${account.label}” takes ${kilobytes(account.maxMessageSize)} at most. Shorten it, or choose another account.`;
}

function copyBytes(facts: CampaignFacts): number {
  const url = `${env().APP_URL}/unsubscribe/${"A".repeat(44)}`;
  const copy = renderMessage(compileMessage(messageSourceOf(facts)), {
    to: { name: "A reader", address: "reader@example.com" },
    messageId: `<${"0".repeat(40)}@example.com>`,
    unsubscribeUrl: url,
    deliveryToken: "0".repeat(36),
    merge: { name: "A reader", first_name: "A", last_name: "reader" },
    date: new Date(),
  });
  return copy.raw.length;
}

const kilobytes = (bytes: number) => `${Math.ceil(bytes / 1000).toLocaleString("en")} kB`;
