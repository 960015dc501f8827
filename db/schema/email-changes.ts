import { boolean, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

export const emailChanges = pgTable("email_changes", {
  id: uuid("id").primaryKey(),
  userId: uuid("user_id").notNull(),
  oldEmail: text("old_email").notNull(),
  newEmail: text("new_email").notNull(),
  needsApproval: boolean("needs_approval").notNull(),
  createdAt: time("created_at").notNull().defaultNow(),
  expiresAt: time("expires_at").notNull(),
  approvedAt: time("approved_at"),
  confirmedAt: time("confirmed_at"),
  completedAt: time("completed_at"),
  cancelledAt: time("cancelled_at"),
  ip: text("ip"),
  userAgent: text("user_agent"),
});
