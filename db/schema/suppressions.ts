import { date, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time, workspaceId } from "./columns.ts";

export const suppressions = pgTable(
  "suppressions",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    emailHash: bytea("email_hash").notNull(),
    email: text("email"),
    newsletterId: uuid("newsletter_id"),
    reason: text("reason", { enum: ["unsubscribed", "bounced", "complained", "manual"] }).notNull(),
    source: text("source", {
      enum: ["one_click", "unsubscribe_page", "smtp_reply", "manual", "import", "demo"],
    }).notNull(),
    campaignId: uuid("campaign_id"),
    note: text("note"),
    importId: uuid("import_id"),
    createdBy: uuid("created_by"),
    since: date("since", { mode: "string" }),
    createdAt: time("created_at").notNull().defaultNow(),
    liftedAt: time("lifted_at"),
    liftedBy: uuid("lifted_by"),
    liftedNote: text("lifted_note"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);
