import { integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time, workspaceId } from "./columns.ts";

export const campaigns = pgTable(
  "campaigns",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    newsletterId: uuid("newsletter_id"),
    emailAccountId: uuid("email_account_id"),
    name: text("name").notNull(),
    subject: text("subject").notNull().default(""),
    body: text("body").notNull().default(""),
    preheader: text("preheader").notNull().default(""),
    replyTo: text("reply_to").notNull().default(""),
    updatedBy: uuid("updated_by"),
    createdBy: uuid("created_by").notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
    updatedAt: time("updated_at").notNull().defaultNow(),
    sendRequestedAt: time("send_requested_at"),
    pausedAt: time("paused_at"),
    pauseReason: text("pause_reason"),
    finishedAt: time("finished_at"),
    undecidedAt: time("undecided_at"),
    decidedRuns: integer("decided_runs").notNull().default(0),
    scheduledFor: time("scheduled_for"),
    scheduledBy: uuid("scheduled_by"),
    scheduledRole: text("scheduled_role", { enum: ["member", "admin", "owner"] }),
    scheduledAt: time("scheduled_at"),
    sendRequestedBy: uuid("send_requested_by"),
    sendProgramId: uuid("send_program_id"),
    unsignedAcceptedAt: time("unsigned_accepted_at"),
    heldAt: time("held_at"),
    heldReason: text("held_reason"),
    kind: text("kind", { enum: ["campaign", "welcome"] })
      .notNull()
      .default("campaign"),
    /** A renewal goes to its campaign_people alone, and asks them for express consent. */
    purpose: text("purpose", { enum: ["news", "renewal"] })
      .notNull()
      .default("news"),
    /** Narrows the newsletter; name and filters as they were when it was sent or scheduled. */
    segmentId: uuid("segment_id"),
    segmentName: text("segment_name"),
    segmentFilters: jsonb("segment_filters").$type<Record<string, string>>(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);

export const campaignPeople = pgTable(
  "campaign_people",
  {
    workspaceId: workspaceId(),
    campaignId: uuid("campaign_id").notNull(),
    contactId: uuid("contact_id").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.campaignId, t.contactId] })],
);

export const campaignDrafts = pgTable(
  "campaign_drafts",
  {
    workspaceId: workspaceId(),
    campaignId: uuid("campaign_id").notNull(),
    newsletterId: uuid("newsletter_id"),
    emailAccountId: uuid("email_account_id"),
    segmentId: uuid("segment_id"),
    name: text("name").notNull(),
    subject: text("subject").notNull(),
    preheader: text("preheader").notNull(),
    replyTo: text("reply_to").notNull(),
    body: text("body").notNull(),
    savedBy: uuid("saved_by").notNull(),
    savedAt: time("saved_at").notNull(),
    recordedAt: time("recorded_at").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.campaignId] })],
);

export const deliveries = pgTable(
  "deliveries",
  {
    campaignId: uuid("campaign_id").notNull(),
    contactId: uuid("contact_id").notNull(),
    id: uuid("id").notNull(),
    workspaceId: workspaceId(),
    email: text("email").notNull(),
    emailHash: bytea("email_hash").notNull(),
    state: text("state", { enum: ["queued", "sending", "sent", "failed", "unknown", "skipped"] })
      .notNull()
      .default("queued"),
    reason: text("reason"),
    attempts: integer("attempts").notNull().default(0),
    dueAt: time("due_at").notNull().defaultNow(),
    leaseUntil: time("lease_until"),
    messageId: text("message_id"),
    reply: text("reply"),
    sentAt: time("sent_at"),
    heldAt: time("held_at"),
    endedAt: time("ended_at"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.campaignId, t.contactId] })],
);
