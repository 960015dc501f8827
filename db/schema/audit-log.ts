import { bigint, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { time, workspaceId } from "./columns.ts";

/** Only the keeper writes here. Pages read that a checkpoint exists and which public key signed it. */
export const auditCheckpoints = pgTable("audit_checkpoints", {
  number: bigint("number", { mode: "number" }).primaryKey(),
  at: time("at").notNull(),
  body: text("body").notNull(),
  signature: text("signature").notNull(),
  publicKey: text("public_key").notNull(),
  storeKey: text("store_key").notNull(),
  storedAt: time("stored_at").notNull().defaultNow(),
});

/** One row per verification of a workspace's audit log. `report` is a VerificationReport (lib/audit/verifications). */
export const auditVerifications = pgTable(
  "audit_verifications",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    requestedBy: uuid("requested_by").notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
    movedAt: time("moved_at").notNull().defaultNow(),
    total: bigint("total", { mode: "number" }).notNull().default(0),
    checked: bigint("checked", { mode: "number" }).notNull().default(0),
    finishedAt: time("finished_at"),
    result: text("result", { enum: ["intact", "broken", "failed"] }),
    report: jsonb("report"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);
