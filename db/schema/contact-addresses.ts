import { pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time, workspaceId } from "./columns.ts";

export const contactAddresses = pgTable(
  "contact_addresses",
  {
    workspaceId: workspaceId(),
    contactId: uuid("contact_id").notNull(),
    emailHash: bytea("email_hash").notNull(),
    email: text("email"),
    since: time("since").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.contactId, t.emailHash] })],
);
