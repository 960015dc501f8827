import { sql } from "drizzle-orm";
import { newsletters } from "#db/schema/newsletters.ts";
import { workspaces } from "#db/schema/workspaces.ts";
import type { LogoRow } from "#lib/audience/subscriber-pages/logo-link.ts";
import type { SenderColour } from "#lib/audience/subscriber-pages/sender-colours.ts";

/** What a newsletter and its workspace give to the confirmation mail. */
export const mailColumns = {
  newsletter: newsletters.name,
  sender: sql<string>`coalesce(${newsletters.senderName}, ${workspaces.senderName}, ${workspaces.name})`,
  colour: sql<SenderColour>`coalesce(${newsletters.senderColour}, ${workspaces.senderColour})`,
  logo: sql<LogoRow>`logo_of(${newsletters.workspaceId}, ${newsletters.id})`,
  postalAddress: workspaces.postalAddress,
  replyTo: newsletters.replyTo,
  subject: newsletters.confirmSubject,
  intro: newsletters.confirmIntro,
};
