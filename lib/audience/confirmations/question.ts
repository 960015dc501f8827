import { and, eq, isNull, sql } from "drizzle-orm";
import { confirmations } from "#db/schema/confirmations.ts";
import { contacts } from "#db/schema/contacts.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import { workspaces } from "#db/schema/workspaces.ts";
import { logoInMail } from "#lib/audience/subscriber-pages/logo-link.ts";
import { locales } from "#lib/audience/subscriber-pages/words.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { work } from "#lib/core/work.ts";
import { mailColumns } from "./mail-columns.ts";
import { isPending } from "./pending-signup.ts";

/**
 * Returns what the mail of a signup says, and to whom; null once nobody waits for it: mailed, confirmed, disowned or over, the
 * newsletter ended, or the person erased, corrected or restricted (GDPR 18).
 */
export async function questionOf(actor: WorkspaceJob, confirmationId: string) {
  const { workspaceId } = actor;
  const [found] = await work(actor, ({ tx }) =>
    tx
      .select({
        address: contacts.email,
        locale: confirmations.locale,
        ...mailColumns,
        newborn: sql<boolean>`${workspaces.createdAt} > now() - interval '7 days'`,
        form: confirmations.form,
        at: confirmations.createdAt,
        ip: confirmations.ip,
      })
      .from(confirmations)
      .innerJoin(
        contacts,
        and(eq(contacts.workspaceId, confirmations.workspaceId), eq(contacts.id, confirmations.contactId)),
      )
      .innerJoin(
        newsletters,
        and(
          eq(newsletters.workspaceId, confirmations.workspaceId),
          eq(newsletters.id, confirmations.newsletterId),
        ),
      )
      .innerJoin(workspaces, eq(workspaces.id, confirmations.workspaceId))
      .where(
        and(
          isPending(workspaceId, confirmationId),
          isNull(confirmations.mailedAt),
          isNull(newsletters.archivedAt),
          isNull(contacts.restrictedAt),
          sql`${confirmations.expiresAt} > now()`,
        ),
      ),
  );
  if (!found) return null;
  const { form, newborn, ...asked } = found;
  const theirs = form !== "member";
  return {
    ...asked,
    /** Whether somebody asked on the sign-up form, who gave a proof of work or waited for it. */
    theirs,
    // A member or a program names any mailbox, so that the product asks it in its own words alone.
    ...(!theirs && { subject: null, intro: null }),
    // A picture says what no check of words reads, and new workspaces cost nothing.
    logo: logoInMail(workspaceId, theirs && !newborn ? found.logo : null),
    at: found.at.toISOString(),
    locale: locales.find((locale) => locale === found.locale) ?? "en",
  };
}
