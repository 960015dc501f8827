import { boolean, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { time, workspaceId } from "./columns.ts";

export const newsletters = pgTable(
  "newsletters",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    name: text("name").notNull(),
    description: text("description").notNull().default(""),
    /** Whether a person who signs up must confirm by mail first (double opt-in). */
    confirmationRequired: boolean("confirmation_required").notNull().default(true),
    visibility: text("visibility", { enum: ["public", "unlisted", "closed"] })
      .notNull()
      .default("unlisted"),
    replyTo: text("reply_to"),
    privacyUrl: text("privacy_url"),
    privacySince: time("privacy_since"),
    /** Who writes this newsletter; null for the workspace's sender. */
    senderName: text("sender_name"),
    senderColour: text("sender_colour", {
      enum: ["evergreen", "ocean", "plum", "brick", "ochre", "slate", "ink"],
    }),
    confirmSubject: text("confirm_subject"),
    confirmIntro: text("confirm_intro"),
    /** Since when each new subscriber gets the welcome mail. */
    welcomeSince: time("welcome_since"),
    createdAt: time("created_at").notNull().defaultNow(),
    archivedAt: time("archived_at"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);

export const subscriptions = pgTable(
  "subscriptions",
  {
    newsletterId: uuid("newsletter_id").notNull(),
    contactId: uuid("contact_id").notNull(),
    workspaceId: workspaceId(),
    importId: uuid("import_id"),
    subscribedAt: time("subscribed_at").notNull().defaultNow(),
    confirmedAt: time("confirmed_at"),
    unsubscribedAt: time("unsubscribed_at"),
    byProgram: boolean("by_program").notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.newsletterId, t.contactId] })],
);
