"use server";
import { reportApiKey } from "#lib/integrations/api-keys/report.ts";
import { formAction } from "#lib/web/form-action.ts";

export const reportApiKeyAction = formAction(reportApiKey, {
  done: "Thank you. A key that worked is revoked now, and the owners of its workspace are told.",
});
