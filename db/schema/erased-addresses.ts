import { pgTable, primaryKey } from "drizzle-orm/pg-core";
import { bytea, time, workspaceId } from "./columns.ts";

export const erasedAddresses = pgTable(
  "erased_addresses",
  {
    workspaceId: workspaceId(),
    emailHash: bytea("email_hash").notNull(),
    erasedAt: time("erased_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.emailHash] })],
);
