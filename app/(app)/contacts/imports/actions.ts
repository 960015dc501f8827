"use server";
import { plural } from "#components/ui/format.ts";
import { cancelImport } from "#lib/audience/imports/cancel.ts";
import { createImport } from "#lib/audience/imports/create.ts";
import { createSuppressionList } from "#lib/audience/imports/create-suppression-list.ts";
import { reopenImport } from "#lib/audience/imports/reopen.ts";
import { resumeImport } from "#lib/audience/imports/resume.ts";
import { rollBackImport } from "#lib/audience/imports/roll-back.ts";
import { startImport } from "#lib/audience/imports/start.ts";
import { formAction } from "#lib/web/form-action.ts";
import { startInput } from "./columns.ts";

export const createImportAction = formAction(createImport, {
  then: ({ id }) => `/contacts/imports/${id}`,
});

export const createSuppressionListAction = formAction(createSuppressionList, {
  then: ({ id }) => `/contacts/imports/${id}`,
});

export const reopenImportAction = formAction(reopenImport, { then: ({ id }) => `/contacts/imports/${id}` });

export const startImportAction = formAction(startImport, {
  input: startInput,
  // One field for each column of the file, one for each value that is asked about, and name and kind of each new field.
  most: { names: 550, entries: 550 },
  then: ({ id }) => `/contacts/imports/${id}`,
});

export const cancelImportAction = formAction(cancelImport, { done: "Import cancelled." });

export const resumeImportAction = formAction(resumeImport, {
  done: ({ waits }) =>
    waits
      ? "It goes on in ten minutes, and the owners are told. Cancel it before that to undo."
      : "The import continues.",
});

export const rollBackImportAction = formAction(rollBackImport, {
  done: (result) =>
    result.waits === undefined ? rolledBack(result) : "It begins in ten minutes. Until then you can undo it.",
  then: ({ waits }, data) =>
    waits === undefined
      ? `/contacts/imports/${String(data.get("importId"))}`
      : `/contacts/bulk-actions/${waits}`,
});

type RolledBack = Extract<Awaited<ReturnType<typeof rollBackImport>>, { contacts: number }>;

const rolledBack = ({
  contacts,
  subscriptions,
  suppressions,
  kept,
  untagged = 0,
  emptied = 0,
  restored = 0,
}: RolledBack) =>
  `Rolled back: ${plural(contacts, "contact")} and ${plural(subscriptions, "subscription")} removed${
    suppressions > 0 ? `, ${plural(suppressions, "suppression")} lifted` : ""
  }${untagged > 0 ? `, ${plural(untagged, "tag")} taken off` : ""}${
    emptied + restored > 0 ? `, ${plural(emptied + restored, "field value")} taken back` : ""
  }${kept > 0 ? `, ${plural(kept, "suppression")} kept` : ""}.`;
