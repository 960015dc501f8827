import { type Logo, type LogoRow, logoShown } from "#lib/audience/subscriber-pages/logo-link.ts";
import type { SenderColour } from "#lib/audience/subscriber-pages/sender-colours.ts";
import { lookup } from "#lib/core/database/lookup.ts";

export type RequestForm = {
  workspaceId: string;
  sender: string;
  colour: SenderColour;
  logo: Logo;
  postalAddress: string | null;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Returns whom a person writes to on a workspace's page; null for none.
 * @throws AppError unavailable.
 */
export async function requestForm(workspaceId: string): Promise<RequestForm | null> {
  if (!uuid.test(workspaceId)) return null;
  const [row] = await lookup<{
    sender: string;
    colour: SenderColour;
    logo: LogoRow;
    postal_address: string | null;
  }>`
    select * from subject_request_form(${workspaceId})`;
  if (!row) return null;
  const { sender, colour, logo, postal_address: postalAddress } = row;
  return { workspaceId, sender, colour, logo: logoShown(workspaceId, logo), postalAddress };
}
