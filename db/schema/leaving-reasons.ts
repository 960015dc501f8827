import { pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { time, workspaceId } from "./columns.ts";

export const leavingReasons = pgTable(
  "leaving_reasons",
  {
    workspaceId: workspaceId(),
    deliveryId: uuid("delivery_id").notNull(),
    contactId: uuid("contact_id").notNull(),
    campaignId: uuid("campaign_id").notNull(),
    newsletterId: uuid("newsletter_id"),
    reason: text("reason", { enum: ["too_often", "not_relevant", "never_signed_up", "other"] }).notNull(),
    words: text("words"),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.deliveryId] })],
);
