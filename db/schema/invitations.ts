import { pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time, workspaceId } from "./columns.ts";

export const invitations = pgTable(
  "invitations",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    email: text("email").notNull(),
    role: text("role", { enum: ["admin", "member", "viewer"] }).notNull(),
    tokenHash: bytea("token_hash").notNull(),
    shownTokenHash: bytea("shown_token_hash"),
    message: text("message"),
    invitedBy: uuid("invited_by").notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
    sentAt: time("sent_at").notNull().defaultNow(),
    heldAt: time("held_at"),
    expiresAt: time("expires_at").notNull(),
    acceptedAt: time("accepted_at"),
    acceptedBy: uuid("accepted_by"),
    cancelledAt: time("cancelled_at"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);
