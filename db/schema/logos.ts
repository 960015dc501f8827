import { integer, pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { bytea, time, workspaceId } from "./columns.ts";

export const logos = pgTable(
  "logos",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    newsletterId: uuid("newsletter_id"),
    bytes: bytea("bytes").notNull(),
    width: integer("width").notNull(),
    height: integer("height").notNull(),
    createdBy: uuid("created_by").notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);
