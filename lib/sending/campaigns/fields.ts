import { and, eq, isNull } from "drizzle-orm";
import { z } from "zod";
import { emailAccounts } from "#db/schema/email-accounts.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import { segments } from "#db/schema/segments.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { invalid } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { bounded, text } from "#lib/core/text.ts";
import { parseAddress } from "#lib/mail/address.ts";
import { headerLine } from "#lib/mail/header-line.ts";
import { plainProblem } from "#lib/mail/message/plain.ts";

/**
 * What a draft holds. The body is plain text with blank lines between paragraphs, `#` headings, `-` lists, **bold**, [links](https://…)
 * and merge fields like {{first_name|there}}.
 */
export const draftFields = {
  name: headerLine(100, "Give the campaign a name."),
  newsletterId: z.uuid("Choose a newsletter.").nullable().default(null),
  emailAccountId: z.uuid("Choose an account.").nullable().default(null),
  /** Narrows the newsletter to the contacts of a segment. */
  segmentId: z.uuid("Choose a segment.").nullable().default(null),
  subject: headerLine(200, null).default(""),
  preheader: headerLine(200, null).default(""),
  replyTo: bounded(1000)
    .transform((typed, context): string => {
      if (typed === "") return "";
      const parsed = parseAddress(typed);
      if (parsed.ok) return parsed.address;
      context.addIssue({ code: "custom", message: parsed.reason });
      return z.NEVER;
    })
    .default(""),
  body: text({ max: 200_000, tooLong: "The message is too long.", trim: false })
    .superRefine((written, context) => {
      const problem = plainProblem(written);
      if (problem) context.addIssue({ code: "custom", message: problem.message });
    })
    .default(""),
};

/** A foreign key does not ask whose row it points at, so we do. @throws AppError invalid beside the field. */
export async function checkDraftParts(
  tx: Transaction,
  actor: { workspaceId: string },
  parts: { newsletterId?: string | null; emailAccountId?: string | null; segmentId?: string | null },
) {
  if (parts.newsletterId) {
    const [found] = await tx
      .select({ id: newsletters.id })
      .from(newsletters)
      .where(
        and(
          owned(newsletters, actor),
          eq(newsletters.id, parts.newsletterId),
          isNull(newsletters.archivedAt),
        ),
      );
    if (!found) throw invalid({ newsletterId: "That newsletter no longer exists." });
  }
  if (parts.segmentId) {
    const [found] = await tx
      .select({ id: segments.id })
      .from(segments)
      .where(and(owned(segments, actor), eq(segments.id, parts.segmentId)))
      .for("share");
    if (!found) throw invalid({ segmentId: "That segment no longer exists." });
  }
  if (parts.emailAccountId) {
    const [found] = await tx
      .select({ id: emailAccounts.id })
      .from(emailAccounts)
      .where(
        and(
          owned(emailAccounts, actor),
          eq(emailAccounts.id, parts.emailAccountId),
          isNull(emailAccounts.disconnectedAt),
        ),
      );
    if (!found) throw invalid({ emailAccountId: "That account is no longer connected." });
  }
}
