import { createHmac } from "node:crypto";

/**
 * Returns the Message-ID of one contact's copy of a campaign. It is the same at every call, so that a copy
 * sent twice is recognised as one. It cannot be guessed without the key, so that a forged bounce does not
 * match it.
 * @throws Error for a key under 32 bytes or a domain out of form.
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
