import { boolean, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time, workspaceId } from "./columns.ts";

export const linkOpenings = pgTable(
  "link_openings",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    deliveryId: uuid("delivery_id").notNull(),
    contactId: uuid("contact_id").notNull(),
    campaignId: uuid("campaign_id").notNull(),
    page: text("page", { enum: ["unsubscribe", "preferences"] }).notNull(),
    head: boolean("head").notNull(),
    agent: text("agent"),
    visitor: bytea("visitor").notNull(),
    at: time("at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);

export const unsubscribeAlerts = pgTable(
  "unsubscribe_alerts",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    unsubscribed: integer("unsubscribed").notNull(),
    sent: integer("sent").notNull(),
    campaignId: uuid("campaign_id"),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);
