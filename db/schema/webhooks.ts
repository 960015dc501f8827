import { boolean, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time, workspaceId } from "./columns.ts";

export const webhooks = pgTable(
  "webhooks",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    url: text("url").notNull(),
    description: text("description").notNull().default(""),
    events: text("events").array().notNull(),
    createdBy: uuid("created_by").notNull(),
    programId: uuid("program_id"),
    createdAt: time("created_at").notNull().defaultNow(),
    changedBy: uuid("changed_by"),
    changedProgramId: uuid("changed_program_id"),
    changedAt: time("changed_at"),
    movedAt: time("moved_at"),
    disabledAt: time("disabled_at"),
    disabledReason: text("disabled_reason", {
      enum: ["gone", "failing", "paused", "disowned", "withdrawn", "key_revoked"],
    }),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);

export const webhookSecrets = pgTable(
  "webhook_secrets",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    webhookId: uuid("webhook_id").notNull(),
    secret: bytea("secret").notNull(),
    secretKeyId: uuid("secret_key_id").notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
    endsAt: time("ends_at"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);

export const webhookHealth = pgTable(
  "webhook_health",
  {
    workspaceId: workspaceId(),
    webhookId: uuid("webhook_id").notNull(),
    deliveredAt: time("delivered_at"),
    failingSince: time("failing_since"),
    failures: integer("failures").notNull().default(0),
    slow: boolean("slow").notNull().default(false),
    retryAt: time("retry_at"),
    problem: text("problem"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.webhookId] })],
);

export const webhookDeliveries = pgTable(
  "webhook_deliveries",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    webhookId: uuid("webhook_id").notNull(),
    eventId: uuid("event_id").notNull(),
    type: text("type").notNull(),
    happenedAt: time("happened_at").notNull().defaultNow(),
    contactId: uuid("contact_id"),
    newsletterId: uuid("newsletter_id"),
    campaignId: uuid("campaign_id"),
    apiKeyId: uuid("api_key_id"),
    detail: jsonb("detail").$type<Record<string, unknown>>(),
    state: text("state", { enum: ["queued", "delivered", "failed"] })
      .notNull()
      .default("queued"),
    attempts: integer("attempts").notNull().default(0),
    dueAt: time("due_at").notNull().defaultNow(),
    leaseUntil: time("lease_until"),
    status: integer("status"),
    problem: text("problem"),
    tookMs: integer("took_ms"),
    endedAt: time("ended_at"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);
