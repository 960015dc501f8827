import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import { subjectRequests } from "#db/schema/subject-requests.ts";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceJob } from "#lib/core/policies.ts";

/**
 * Notes when the answer to a request left. After an erasure this was the last use of the address, and it goes too, also when the
 * mail was refused.
 */
export const recordAnswerMailed = command({
  name: "subject_request.record_mailed",
  allow: workspaceJob,
  input: z.object({ requestId: z.uuid(), sent: z.boolean() }),
  async run({ tx, actor }, { requestId, sent }) {
    const [row] = await tx
      .update(subjectRequests)
      .set({
        ...(sent && { answerMailedAt: sql`now()` }),
        email: sql`case when kind = 'erase' and outcome = 'fulfilled' then null else email end`,
      })
      .where(
        and(
          owned(subjectRequests, actor),
          eq(subjectRequests.id, requestId),
          isNotNull(subjectRequests.closedAt),
          isNull(subjectRequests.answerMailedAt),
        ),
      )
      .returning({ kind: subjectRequests.kind, outcome: subjectRequests.outcome });
    if (!row) throw notFound("request");
    return { result: undefined, audit: { target: requestId, detail: { ...row, sent } } };
  },
});
