import { and, eq, isNull } from "drizzle-orm";
import { emailAccounts } from "#db/schema/email-accounts.ts";
import { sessions } from "#db/schema/sessions.ts";
import { memberships } from "#db/schema/workspaces.ts";
import { standInLine } from "#lib/account/sessions/stand-in-line.ts";
import type { Member } from "#lib/core/actor.ts";
import type { CommandContext } from "#lib/core/command.ts";
import { owned } from "#lib/core/owned.ts";
import { stoppedNow } from "#lib/integrations/api-keys/stopped-now.ts";
import { keysMadeWords, settleKeysMade } from "./keys-made.ts";
import { withdrawInvitations } from "./withdraw-invitations.ts";

/**
 * Removes a user from the actor's workspace. On their next request, their sessions there move to another workspace
 * of theirs, or to none. Returns the mail accounts whose passwords they know, and what became of the API keys and webhooks they made:
 * as detail of an entry, as further entries and as paragraphs of a mail.
 */
export async function endMembership(
  context: Pick<CommandContext<Member>, "tx" | "actor">,
  userId: string,
  revokeKeys: boolean,
) {
  const { tx, actor } = context;
  await standInLine(tx, userId);
  await tx.delete(memberships).where(and(owned(memberships, actor), eq(memberships.userId, userId)));
  const left = await tx
    .update(sessions)
    .set({ workspaceId: null })
    .where(
      and(
        eq(sessions.userId, userId),
        eq(sessions.workspaceId, actor.workspaceId),
        isNull(sessions.revokedAt),
      ),
    )
    .returning({ id: sessions.id });
  const invitationsWithdrawn = await withdrawInvitations(context, userId, null);
  const accounts = await tx
    .select({ label: emailAccounts.label })
    .from(emailAccounts)
    .where(
      and(
        owned(emailAccounts, actor),
        eq(emailAccounts.connectedBy, userId),
        isNull(emailAccounts.disconnectedAt),
      ),
    )
    .orderBy(emailAccounts.label)
    .limit(100);
  const keys = await settleKeysMade(context, userId, revokeKeys);
  // The database stopped it with the membership and the keys.
  const { also, words, ...stopped } = await stoppedNow(tx, actor);
  return {
    behind: {
      sessionsEnded: left.length,
      invitationsWithdrawn,
      mailAccounts: accounts.map(({ label }) => label),
      ...keys,
      ...stopped,
    },
    also,
    words: [keysMadeWords(keys), words].filter((each) => each !== null),
  };
}
