import { type Logo, type LogoRow, logoShown } from "#lib/audience/subscriber-pages/logo-link.ts";
import type { SenderColour } from "#lib/audience/subscriber-pages/sender-colours.ts";
import { lookup } from "#lib/core/database/lookup.ts";

export type SubscribeForm = {
  newsletterId: string;
  workspaceId: string;
  newsletter: string;
  description: string;
  sender: string;
  colour: SenderColour;
  logo: Logo;
  postalAddress: string | null;
  confirmationRequired: boolean;
  replyTo: string | null;
  privacyUrl: string | null;
  privacySince: Date | null;
  /** Own words of the confirmation mail. */
  confirmSubject: string | null;
  confirmIntro: string | null;
};

type Row = {
  workspace_id: string;
  newsletter: string;
  description: string;
  sender: string;
  colour: SenderColour;
  logo: LogoRow;
  postal_address: string | null;
  confirmation_required: boolean;
  reply_to: string | null;
  privacy_url: string | null;
  privacy_since: Date | string | null;
  confirm_subject: string | null;
  confirm_intro: string | null;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Returns what a newsletter's subscribe page shows to anybody; null for one that takes no subscribers.
 * @throws AppError unavailable.
 */
export async function subscribeForm(newsletterId: string): Promise<SubscribeForm | null> {
  if (!uuid.test(newsletterId)) return null;
  const [row] = await lookup<Row>`select * from subscribe_form(${newsletterId})`;
  if (!row) return null;
  return {
    newsletterId,
    workspaceId: row.workspace_id,
    newsletter: row.newsletter,
    description: row.description,
    sender: row.sender,
    colour: row.colour,
    logo: logoShown(row.workspace_id, row.logo),
    postalAddress: row.postal_address,
    confirmationRequired: row.confirmation_required,
    replyTo: row.reply_to,
    privacyUrl: row.privacy_url,
    privacySince: row.privacy_since === null ? null : new Date(row.privacy_since),
    confirmSubject: row.confirm_subject,
    confirmIntro: row.confirm_intro,
  };
}
