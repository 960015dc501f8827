import { bigint, jsonb, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time } from "./columns.ts";

/** Read only: rows come from the SQL function audit_append. */
export const auditEvents = pgTable("audit_events", {
  id: uuid("id").primaryKey(),
  seq: bigint("seq", { mode: "number" }).notNull().generatedAlwaysAsIdentity(),
  workspaceId: uuid("workspace_id"),
  userId: uuid("user_id"),
  actorKind: text("actor_kind", {
    enum: ["anonymous", "user", "member", "apiKey", "subscriber", "provider", "job"],
  }).notNull(),
  actorId: text("actor_id"),
  action: text("action").notNull(),
  result: text("result", { enum: ["done", "refused", "failed"] }).notNull(),
  target: text("target"),
  detail: jsonb("detail").$type<Record<string, unknown>>().notNull().default({}),
  ip: text("ip"),
  userAgent: text("user_agent"),
  requestId: text("request_id").notNull(),
  occurredAt: time("occurred_at").notNull(),
  xactId: text("xact_id").notNull(),
  prevHash: bytea("prev_hash"),
  hash: bytea("hash"),
});
