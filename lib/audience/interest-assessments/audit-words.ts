import type { EventWords } from "#lib/core/audit/words.ts";

export const interestAssessmentWords = {
  "interest_assessment.write": {
    group: "contacts",
    to: "write an assessment of a legitimate interest",
    did: "wrote an assessment of a legitimate interest",
    shows: { newsletter: "Newsletter" },
  },
} satisfies Record<string, EventWords>;
