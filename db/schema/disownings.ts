import { pgTable, primaryKey, uuid } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

export const disownings = pgTable(
  "disownings",
  {
    userId: uuid("user_id").notNull(),
    id: uuid("id").notNull(),
    since: time("since").notNull(),
    until: time("until").notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.id] })],
);
