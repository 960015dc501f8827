import { type Logo, type LogoRow, logoShown } from "#lib/audience/subscriber-pages/logo-link.ts";
import { masked } from "#lib/audience/subscriber-pages/masked.ts";
import type { SenderColour } from "#lib/audience/subscriber-pages/sender-colours.ts";
import type { Origin } from "#lib/core/actor.ts";
import { recordForgedLink } from "#lib/core/audit/forged-link.ts";
import { lookup } from "#lib/core/database/lookup.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { verifyLink } from "#lib/crypto/tokens.ts";

export type ConfirmationSeen = {
  workspaceId: string;
  confirmationId: string;
  newsletterId: string;
  newsletter: string;
  sender: string;
  colour: SenderColour;
  logo: Logo;
  postalAddress: string | null;
  /** Masked, because links are forwarded. */
  address: string;
  state: "open" | "confirmed" | "disowned" | "expired";
  archived: boolean;
};

type Row = {
  newsletter_id: string;
  newsletter: string;
  sender: string;
  colour: SenderColour;
  logo: LogoRow;
  postal_address: string | null;
  email: string;
  state: ConfirmationSeen["state"];
  archived: boolean;
};

/**
 * Returns what a confirmation link's page shows; null for a link that is forged, cut off, or of a signup that is gone. Looking
 * changes nothing, because mail filters open every link.
 * @throws AppError unavailable.
 */
export async function lookAtConfirmation(token: string, origin: Origin): Promise<ConfirmationSeen | null> {
  const target = verifyLink(await linkKey(), "confirm", token);
  if (!target) {
    await recordForgedLink("confirm", origin);
    return null;
  }
  const [row] = await lookup<Row>`select * from confirmation_by_id(${target.workspaceId}, ${target.id})`;
  if (!row) return null;
  return {
    workspaceId: target.workspaceId,
    confirmationId: target.id,
    newsletterId: row.newsletter_id,
    newsletter: row.newsletter,
    sender: row.sender,
    colour: row.colour,
    logo: logoShown(target.workspaceId, row.logo),
    postalAddress: row.postal_address,
    address: masked(row.email),
    state: row.state,
    archived: row.archived,
  };
}
