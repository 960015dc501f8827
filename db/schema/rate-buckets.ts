import { bigint, integer, pgTable, text } from "drizzle-orm/pg-core";

export const rateBuckets = pgTable("rate_buckets", {
  key: text("key").primaryKey(),
  tokens: integer("tokens").notNull(),
  refilledAt: bigint("refilled_at", { mode: "number" }).notNull(),
});
