import { integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { time } from "./columns.ts";

export const ringKeys = pgTable("ring_keys", {
  id: text("id").primaryKey(),
  since: time("since").notNull().defaultNow(),
  takenOutAt: time("taken_out_at"),
});

/** Read-only for the application, because the SQL functions key_rotation_* write the rows. */
export const keyRotations = pgTable("key_rotations", {
  id: uuid("id").primaryKey(),
  mode: text("mode", { enum: ["rewrap", "reseal"] }).notNull(),
  ringKeyId: text("ring_key_id").notNull(),
  askedBy: uuid("asked_by"),
  total: integer("total").notNull(),
  failed: integer("failed").notNull().default(0),
  problem: text("problem"),
  heldBy: uuid("held_by"),
  heldUntil: time("held_until"),
  startedAt: time("started_at").notNull().defaultNow(),
  finishedAt: time("finished_at"),
});
