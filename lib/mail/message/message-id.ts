import { createHmac } from "node:crypto";

/**
 * The Message-ID of one contact's copy of a campaign: the same every time it is asked for, so a copy sent twice is
 * recognised as one; unguessable without the key, so a forged bounce does not match it.
 */
export function messageId(
  key: Buffer,
  of: { campaignId: string; contactId: string; domain: string },
): string {
  const { campaignId, contactId, domain } = of;
  if (key.length < 32) throw new Error("the Message-ID key is too short");
  if (!/^[a-z0-9-]+(?:\.[a-z0-9-]+)*$/.test(domain)) throw new Error("not a domain for a Message-ID");
  const mac = createHmac("sha256", key).update(JSON.stringify(["message-id", campaignId, contactId]));
  return `<${mac.digest("hex").slice(0, 40)}@${domain}>`;
}
