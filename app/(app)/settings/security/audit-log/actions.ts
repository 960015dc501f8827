"use server";
import { verifyAuditLog } from "#lib/audit-log/verify.ts";
import { formAction } from "#lib/web/form-action.ts";

export const verifyAuditLogAction = formAction(verifyAuditLog);
