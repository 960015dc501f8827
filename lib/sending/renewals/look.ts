import type { SenderColour } from "#lib/audience/subscriber-pages/sender-colours.ts";
import type { Origin } from "#lib/core/actor.ts";
import { recordForgedLink } from "#lib/core/audit/forged-link.ts";
import { lookup } from "#lib/core/database/lookup.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { verifyLink } from "#lib/crypto/tokens.ts";

/** What the link of a renewal leads to. */
export type Renewal = {
  workspaceId: string;
  deliveryId: string;
  contactId: string;
  newsletterId: string;
  newsletter: string;
  sender: string;
  colour: SenderColour;
  postalAddress: string | null;
  contact: string | null;
  email: string;
  privacyUrl: string | null;
  privacySince: Date | null;
  messageId: string | null;
  sentAt: Date | null;
  state: "open" | "agreed" | "left" | "ended";
};

type Row = {
  contact_id: string;
  newsletter_id: string;
  newsletter: string;
  sender: string;
  colour: SenderColour;
  postal_address: string | null;
  contact: string | null;
  email: string;
  privacy_url: string | null;
  privacy_since: string | Date | null;
  message_id: string | null;
  sent_at: string | Date | null;
  state: Renewal["state"];
};

const date = (value: string | Date | null) => (value === null ? null : new Date(value));

/**
 * Returns what a renewal's link names; null for a link that is forged, cut off, or of a person who is gone. Looking changes
 * nothing, because mail filters open every link.
 * @throws AppError unavailable.
 */
export async function lookAtRenewal(token: string, origin: Origin): Promise<Renewal | null> {
  const target = verifyLink(await linkKey(), "agree", token);
  if (!target) {
    await recordForgedLink("agree", origin);
    return null;
  }
  const { workspaceId, id } = target;
  const [row] = await lookup<Row>`select * from renewal_by_delivery(${workspaceId}, ${id})`;
  if (!row) return null;
  return {
    workspaceId,
    deliveryId: id,
    contactId: row.contact_id,
    newsletterId: row.newsletter_id,
    newsletter: row.newsletter,
    sender: row.sender,
    colour: row.colour,
    postalAddress: row.postal_address,
    contact: row.contact,
    email: row.email,
    privacyUrl: row.privacy_url,
    privacySince: date(row.privacy_since),
    messageId: row.message_id,
    sentAt: date(row.sent_at),
    state: row.state,
  };
}
