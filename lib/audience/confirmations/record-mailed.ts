import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { confirmations } from "#db/schema/confirmations.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceJob } from "#lib/core/policies.ts";
import { bounded } from "#lib/core/text.ts";

/** Notes which message asked for a confirmation, and when it left: a part of the proof (GDPR Art. 7(1)). */
export const recordMailed = command({
  name: "confirmation.record_mailed",
  allow: workspaceJob,
  input: z.object({ confirmationId: z.uuid(), messageId: bounded(200) }),
  async run({ tx, actor }, { confirmationId, messageId }) {
    const [row] = await tx
      .update(confirmations)
      .set({ messageId, mailedAt: sql`now()` })
      .where(
        and(
          owned(confirmations, actor),
          eq(confirmations.id, confirmationId),
          isNull(confirmations.mailedAt),
        ),
      )
      .returning({ contactId: confirmations.contactId, newsletterId: confirmations.newsletterId });
    if (!row) throw notFound("signup");
    return { result: undefined, audit: { target: row.contactId, detail: { newsletter: row.newsletterId } } };
  },
});
