import { jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time, workspaceId } from "./columns.ts";

export const commandResults = pgTable(
  "command_results",
  {
    workspaceId: workspaceId(),
    userId: uuid("user_id").notNull(),
    key: text("key").notNull(),
    command: text("command").notNull(),
    said: bytea("said").notNull(),
    result: jsonb("result"),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.userId, t.key, t.said] })],
);
