import { pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { time, workspaceId } from "./columns.ts";

export const suppressionSources = pgTable(
  "suppression_sources",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    suppressionId: uuid("suppression_id").notNull(),
    importId: uuid("import_id"),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);
