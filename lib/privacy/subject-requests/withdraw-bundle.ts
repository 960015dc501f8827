import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceMember } from "#lib/core/policies.ts";

/** Withdraws the link to a person's data, such as one that went to the wrong mailbox. It opens nothing any more. */
export const withdrawBundle = command({
  name: "subject_request.withdraw_bundle",
  allow: workspaceMember,
  input: z.object({ requestId: z.uuid() }),
  async run({ tx, actor }, { requestId }) {
    const [row] = await tx
      .update(subjectRequests)
      .set({ bundleWithdrawnAt: sql`now()` })
      .where(
        and(
          owned(subjectRequests, actor),
          eq(subjectRequests.id, requestId),
          isNotNull(subjectRequests.bundleUntil),
          isNull(subjectRequests.bundleWithdrawnAt),
        ),
      )
      .returning({ downloads: subjectRequests.downloads });
    if (!row) throw notFound("link");
    return { result: { id: requestId }, audit: { target: requestId, detail: { downloads: row.downloads } } };
  },
});
