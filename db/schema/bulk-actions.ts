import { integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { time, workspaceId } from "./columns.ts";

export const bulkActions = pgTable(
  "bulk_actions",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    kind: text("kind", { enum: ["tag", "untag", "subscribe", "suppress", "erase", "roll_back"] }).notNull(),
    input: jsonb("input").$type<Record<string, unknown>>().notNull(),
    state: text("state", { enum: ["waiting", "running", "finished", "failed", "cancelled", "undone"] })
      .notNull()
      .default("waiting"),
    total: integer("total").notNull(),
    done: integer("done").notNull().default(0),
    changed: integer("changed").notNull().default(0),
    failure: text("failure"),
    createdBy: uuid("created_by").notNull(),
    askedRole: text("asked_role", { enum: ["member", "admin", "owner"] })
      .notNull()
      .default("member"),
    createdAt: time("created_at").notNull().defaultNow(),
    startsAt: time("starts_at").notNull(),
    undoSeconds: integer("undo_seconds").notNull().default(10),
    startedAt: time("started_at"),
    movedAt: time("moved_at").notNull().defaultNow(),
    finishedAt: time("finished_at"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);

/** What became of a contact of a bulk action. */
export const bulkOutcomes = [
  "changed",
  "same",
  "left",
  "complained",
  "suppressed",
  "no_ground",
  "restricted",
  "asked",
  "gone",
] as const;

export const bulkActionContacts = pgTable(
  "bulk_action_contacts",
  {
    workspaceId: workspaceId(),
    actionId: uuid("action_id").notNull(),
    contactId: uuid("contact_id").notNull(),
    outcome: text("outcome", { enum: bulkOutcomes }),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.actionId, t.contactId] })],
);
