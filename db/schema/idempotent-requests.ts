import { pgTable, primaryKey, smallint, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time, workspaceId } from "./columns.ts";

export const idempotentRequests = pgTable(
  "idempotent_requests",
  {
    workspaceId: workspaceId(),
    keyId: uuid("key_id").notNull(),
    idempotencyKey: text("idempotency_key").notNull(),
    said: bytea("said").notNull(),
    beganAt: time("began_at").notNull().defaultNow(),
    run: uuid("run").notNull(),
    aliveAt: time("alive_at").notNull().defaultNow(),
    fileSaid: bytea("file_said"),
    status: smallint("status"),
    answer: text("answer"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.keyId, t.idempotencyKey] })],
);
