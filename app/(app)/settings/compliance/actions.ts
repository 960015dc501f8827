"use server";
import { writeInterestAssessment } from "#lib/audience/interest-assessments/write.ts";
import { addSuppressionRule } from "#lib/audience/suppression-rules/add.ts";
import { removeSuppressionRule } from "#lib/audience/suppression-rules/remove.ts";
import { addSuppressions } from "#lib/audience/suppressions/add.ts";
import { importSuppressions } from "#lib/audience/suppressions/import.ts";
import { liftSuppression } from "#lib/audience/suppressions/lift.ts";
import { prepareRenewal } from "#lib/sending/renewals/prepare.ts";
import { formAction } from "#lib/web/form-action.ts";
import { addedState, addedWords, importedState, importedWords } from "./added.ts";

const ledger = "/settings/compliance/suppressions";

export const addSuppressionsAction = formAction(addSuppressions, {
  input: (data) => ({
    emails: data.get("emails") ?? "",
    newsletterId: data.get("newsletterId") || undefined,
    note: data.get("note") || undefined,
  }),
  done: addedWords,
  // What could not be read stays in the form, to be mended there.
  state: addedState,
});

export const liftSuppressionAction = formAction(liftSuppression, {
  input: (data) => ({
    suppressionId: data.get("suppressionId"),
    note: data.get("note") ?? "",
  }),
  done: "The suppression is lifted. Its history stays.",
  then: ledger,
});

export const importSuppressionsAction = formAction(importSuppressions, {
  input: async (data) => {
    const file = data.get("file");
    return { file: file instanceof File && file.size <= 4_000_000 ? await file.text() : "" };
  },
  done: importedWords,
  state: importedState,
});

export const addSuppressionRuleAction = formAction(addSuppressionRule, {
  input: (data) => ({ rule: data.get("rule") ?? "", note: data.get("note") || undefined }),
  done: ({ kind, value }) =>
    kind === "local_part"
      ? `No ${value}@ gets mail from now on.`
      : value.startsWith("*.")
        ? `Nobody below ${value.slice(2)} gets mail from now on.`
        : `Nobody at ${value} gets mail from now on.`,
  then: `${ledger}/rules`,
});

export const removeSuppressionRuleAction = formAction(removeSuppressionRule, {
  done: "Rule removed.",
  then: `${ledger}/rules`,
});

export const prepareRenewalAction = formAction(prepareRenewal, {
  then: ({ id }) => `/campaigns/${id}`,
});

export const writeInterestAssessmentAction = formAction(writeInterestAssessment, {
  done: "The assessment is saved. It is in force from now on.",
  then: "/settings/compliance/legitimate-interest",
});
