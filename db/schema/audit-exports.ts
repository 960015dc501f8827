import { bigint, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time, workspaceId } from "./columns.ts";

export const auditExports = pgTable(
  "audit_exports",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    format: text("format", { enum: ["csv", "ndjson"] }).notNull(),
    /** The filters as the page's form names them, without the empty ones. */
    filters: jsonb("filters").$type<Record<string, string>>().notNull(),
    askedBy: uuid("asked_by").notNull(),
    askedAt: time("asked_at").notNull().defaultNow(),
    storeKey: text("store_key"),
    fileName: text("file_name"),
    bytes: bigint("bytes", { mode: "number" }),
    sha256: bytea("sha256"),
    entries: bigint("entries", { mode: "number" }),
    leftOut: bigint("left_out", { mode: "number" }),
    checkpoint: integer("checkpoint"),
    readyAt: time("ready_at"),
    expiresAt: time("expires_at"),
    failedAt: time("failed_at"),
    failure: text("failure"),
    cancelledAt: time("cancelled_at"),
    removedAt: time("removed_at"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);

export const auditExportProgress = pgTable(
  "audit_export_progress",
  {
    workspaceId: workspaceId(),
    exportId: uuid("export_id").notNull(),
    runId: uuid("run_id").notNull(),
    done: bigint("done", { mode: "number" }).notNull().default(0),
    total: bigint("total", { mode: "number" }).notNull().default(0),
    beganAt: time("began_at").notNull().defaultNow(),
    movedAt: time("moved_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.exportId] })],
);
