import { pgTable, uuid } from "drizzle-orm/pg-core";
import { time, workspaceId } from "./columns.ts";

export const suppressionSources = pgTable("suppression_sources", {
  workspaceId: workspaceId(),
  suppressionId: uuid("suppression_id").notNull(),
  importId: uuid("import_id"),
  createdAt: time("created_at").notNull().defaultNow(),
});
