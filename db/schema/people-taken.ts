import { boolean, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { time, workspaceId } from "./columns.ts";

export const peopleTaken = pgTable(
  "people_taken",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    takenBy: uuid("taken_by").notNull(),
    how: text("how").notNull(),
    people: integer("people").notNull(),
    list: boolean("list").notNull().default(false),
    told: boolean("told").notNull().default(false),
    at: time("at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);
