"use server";
import { cancelExport } from "#lib/audit/exports/cancel.ts";
import { exportLog } from "#lib/audit/exports/start.ts";
import { formAction } from "#lib/web/form-action.ts";

const here = "/settings/security/audit-log";
const filterFields = ["type", "from", "to", "person", "result", "address", "q"];

export const exportAction = formAction(exportLog, {
  input: (data) => ({
    format: data.get("format"),
    filters: Object.fromEntries(
      filterFields
        .map((name) => [name, data.get(`filter-${name}`)])
        .filter(([, value]) => typeof value === "string"),
    ),
  }),
  done: "The export is being made.",
  then: (_, data) => {
    const from = data.get("from-query");
    return `${here}${typeof from === "string" && from.startsWith("?") ? from : ""}`;
  },
});

export const cancelExportAction = formAction(cancelExport, {
  done: "The export is cancelled.",
  then: here,
});
