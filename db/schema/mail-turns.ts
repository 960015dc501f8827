import { pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { time, workspaceId } from "./columns.ts";

export const mailTurns = pgTable(
  "mail_turns",
  {
    workspaceId: workspaceId(),
    contactId: uuid("contact_id").notNull(),
    campaignId: uuid("campaign_id").notNull(),
    takenAt: time("taken_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.contactId] })],
);
