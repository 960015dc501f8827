import { date, pgTable, primaryKey, smallint, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time } from "./columns.ts";

export const totpEnrolments = pgTable("totp_enrolments", {
  userId: uuid("user_id").primaryKey(),
  sessionId: uuid("session_id").notNull(),
  secret: bytea("secret").notNull(),
  keyId: uuid("key_id").notNull(),
  expiresAt: time("expires_at").notNull(),
});

export const recoveryCodes = pgTable("recovery_codes", {
  id: uuid("id").primaryKey(),
  userId: uuid("user_id").notNull(),
  codeHash: bytea("code_hash").notNull(),
  createdAt: time("created_at").notNull().defaultNow(),
  usedAt: time("used_at"),
});

export const accountRecoveries = pgTable("account_recoveries", {
  id: uuid("id").primaryKey(),
  userId: uuid("user_id").notNull(),
  createdAt: time("created_at").notNull().defaultNow(),
  dueAt: time("due_at").notNull(),
  shortenedBy: uuid("shortened_by"),
  remindedAt: time("reminded_at"),
  cancelledAt: time("cancelled_at"),
  completedAt: time("completed_at"),
  ip: text("ip"),
  userAgent: text("user_agent"),
});

export const securityScores = pgTable(
  "security_scores",
  { userId: uuid("user_id").notNull(), day: date("day").notNull(), score: smallint("score").notNull() },
  (t) => [primaryKey({ columns: [t.userId, t.day] })],
);
