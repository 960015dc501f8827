import { type AnyColumn, type SQL, sql } from "drizzle-orm";

/** Returns the condition that an address belongs to nobody whose data are restricted, so that an export may hold it (GDPR 18). */
export const notRestricted = (workspaceId: string, email: AnyColumn): SQL =>
  sql`not exists (select from contacts held where held.workspace_id = ${workspaceId} and held.restricted_at is not null
    and held.email = lower(btrim(${email})))`;
