import { pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { time, workspaceId } from "./columns.ts";

export const suppressionRules = pgTable(
  "suppression_rules",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    kind: text("kind", { enum: ["domain", "local_part"] }).notNull(),
    value: text("value").notNull(),
    note: text("note"),
    createdBy: uuid("created_by").notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);
