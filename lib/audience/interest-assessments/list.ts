import { desc, eq } from "drizzle-orm";
import { z } from "zod";
import { interestAssessments } from "#db/schema/interest-assessments.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import { users } from "#db/schema/users.ts";
import { owned } from "#lib/core/owned.ts";
import { workspaceViewer } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { sameWorkspace } from "#lib/core/same-workspace.ts";
import { assessmentHash } from "./hash.ts";

/** Returns the assessments of legitimate interests, newest first, each with its hash. `current` is the one in force. */
export const listInterestAssessments = query({
  name: "interest_assessment.list",
  allow: workspaceViewer,
  input: z.object({}),
  async run({ db, actor }) {
    const rows = await db
      .select({
        id: interestAssessments.id,
        newsletterId: interestAssessments.newsletterId,
        newsletter: newsletters.name,
        purpose: interestAssessments.purpose,
        necessity: interestAssessments.necessity,
        balancing: interestAssessments.balancing,
        createdAt: interestAssessments.createdAt,
        writtenBy: users.name,
      })
      .from(interestAssessments)
      .leftJoin(
        newsletters,
        sameWorkspace(newsletters, interestAssessments, eq(newsletters.id, interestAssessments.newsletterId)),
      )
      .leftJoin(users, eq(users.id, interestAssessments.writtenBy))
      .where(owned(interestAssessments, actor))
      .orderBy(desc(interestAssessments.id))
      .limit(100);
    const seen = new Set<string | null>();
    return rows.map((row) => {
      const current = !seen.has(row.newsletterId);
      seen.add(row.newsletterId);
      return { ...row, current, sha256: assessmentHash(row) };
    });
  },
});
