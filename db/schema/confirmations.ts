import { sql } from "drizzle-orm";
import { pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time, workspaceId } from "./columns.ts";

export const confirmations = pgTable(
  "confirmations",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    newsletterId: uuid("newsletter_id").notNull(),
    contactId: uuid("contact_id").notNull(),
    emailHash: bytea("email_hash"),
    form: text("form", { enum: ["hosted", "embedded", "preferences", "member"] }).notNull(),
    page: text("page"),
    wording: text("wording").notNull(),
    privacyUrl: text("privacy_url"),
    privacySince: time("privacy_since"),
    locale: text("locale").notNull(),
    ip: text("ip"),
    userAgent: text("user_agent"),
    createdAt: time("created_at").notNull().defaultNow(),
    expiresAt: time("expires_at").notNull().default(sql`now() + interval '7 days'`),
    messageId: text("message_id"),
    mailedAt: time("mailed_at"),
    confirmedAt: time("confirmed_at"),
    disownedAt: time("disowned_at"),
    endedAt: time("ended_at"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);
