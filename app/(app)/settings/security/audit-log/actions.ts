"use server";
import { verifyAuditLog } from "#lib/audit/verifications/start.ts";
import { formAction } from "#lib/web/form-action.ts";

export const verifyAuditLogAction = formAction(verifyAuditLog);
