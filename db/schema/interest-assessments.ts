import { pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { time, workspaceId } from "./columns.ts";

export const interestAssessments = pgTable(
  "interest_assessments",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    /** Null for all newsletters that have none of their own. */
    newsletterId: uuid("newsletter_id"),
    purpose: text("purpose").notNull(),
    necessity: text("necessity").notNull(),
    balancing: text("balancing").notNull(),
    writtenBy: uuid("written_by").notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);
