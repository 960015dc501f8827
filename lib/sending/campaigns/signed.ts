import { freemailRefusal } from "#lib/mailboxes/email-accounts/freemail.ts";
import type { CampaignFacts } from "./facts.ts";

/**
 * Returns whether a campaign leaves with a DKIM signature that is known to be the From domain's: ours, or that of a
 * public mailbox's own servers. Gmail, Yahoo and Microsoft reject large sendings without one (docs/rules.md BS2).
 */
export function isSigned({ account, domain }: Pick<CampaignFacts, "account" | "domain">): boolean {
  const from = account?.fromAddress.split("@")[1] ?? "";
  return Boolean(domain?.verified) || freemailRefusal(from, "") !== null;
}
