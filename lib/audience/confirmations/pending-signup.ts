import { and, eq, isNull, sql } from "drizzle-orm";
import { confirmations } from "#db/schema/confirmations.ts";
import { notFound } from "#lib/core/errors.ts";
import { linkKey } from "#lib/core/vault/link-key.ts";
import { verifyLink } from "#lib/crypto/tokens.ts";

/** Returns the signup that a mailed confirmation link names. @throws AppError notFound for a link that is none. */
export async function signupOf(token: string): Promise<{ workspaceId: string; id: string }> {
  const target = verifyLink(await linkKey(), "confirm", token);
  if (!target) throw notFound("link");
  return target;
}

/**
 * Returns the condition that a signup was neither confirmed nor disowned, that no newer one ended it, and that the address which
 * was asked is still the contact's: after a correction the old mailbox may be a stranger's.
 */
export const isPending = (workspaceId: string, id: string) =>
  and(
    eq(confirmations.workspaceId, workspaceId),
    eq(confirmations.id, id),
    isNull(confirmations.confirmedAt),
    isNull(confirmations.disownedAt),
    isNull(confirmations.endedAt),
    sql`exists (
      select from contacts p where p.workspace_id = ${confirmations.workspaceId} and p.id = ${confirmations.contactId}
        and coalesce(${confirmations.emailHash} = p.email_hash,
          p.address_corrected_at is null or p.address_corrected_at < ${confirmations.createdAt}))`,
  );
