import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { interestAssessments } from "#db/schema/interest-assessments.ts";
import { requireNewsletter } from "#lib/audience/newsletters/active.ts";
import { command } from "#lib/core/command.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";

const part = (missing: string) => text({ max: 3000 }).min(20, missing);
const whichNewsletter = "Choose a newsletter, or all of them.";

/**
 * Writes a version of the assessment that a legitimate interest rests on (GDPR 6(1)(f)): its purpose, whether mail is
 * necessary for it, and how it weighs against the people. Earlier versions stay, because consents name theirs.
 */
export const writeInterestAssessment = command({
  name: "interest_assessment.write",
  allow: workspaceAdmin,
  limit: { per: "workspace", max: 120, windowSeconds: 3600 },
  once: true,
  input: z.object({
    newsletterId: z.union([z.uuid(whichNewsletter), z.literal("all")], whichNewsletter),
    purpose: part("Say in a sentence what you want to achieve, and for whom."),
    necessity: part("Say in a sentence why mail is needed for it, and what else you considered."),
    balancing: part("Say in a sentence what people expect, what it costs them, and how they say no."),
  }),
  async run({ tx, actor }, { newsletterId: chosen, ...parts }) {
    const newsletterId = chosen === "all" ? null : chosen;
    if (newsletterId) await requireNewsletter(tx, actor, newsletterId);
    const id = uuidv7();
    await tx
      .insert(interestAssessments)
      .values({ workspaceId: actor.workspaceId, id, newsletterId, ...parts, writtenBy: actor.userId });
    return { result: { id }, audit: { target: id, detail: { newsletter: newsletterId } } };
  },
});
