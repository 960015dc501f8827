import { type SQL, sql } from "drizzle-orm";
import type { Subscriber } from "#lib/core/actor.ts";

/**
 * Returns the condition that a link's message went to the address that its contact has today. After a correction the old mailbox
 * may be a stranger's: its links leave, and neither join nor tell anything of the person.
 */
export const stillTheirs = ({ workspaceId, deliveryId, contactId }: Subscriber): SQL => sql`exists (
  select from deliveries sent
  join contacts person on person.workspace_id = sent.workspace_id and person.id = sent.contact_id and person.email_hash = sent.email_hash
  where sent.workspace_id = ${workspaceId} and sent.id = ${deliveryId} and person.id = ${contactId})`;
