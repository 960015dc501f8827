"use server";
import { addSuppressions } from "#lib/audience/suppressions/add.ts";
import { liftSuppression } from "#lib/audience/suppressions/lift.ts";
import { formAction } from "#lib/web/form-action.ts";
import { addedState, addedWords } from "./added.ts";

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
    acknowledged: data.get("acknowledged") === "on",
  }),
  done: "The suppression is lifted. Its history stays.",
  then: ledger,
});
