import { boolean, integer, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time } from "./columns.ts";

export const linkPurposes = [
  "verify_email",
  "reset_password",
  "confirm_email",
  "approve_email",
  "cancel_email",
  "disown_session",
  "cancel_recovery",
] as const;

export const sessions = pgTable("sessions", {
  id: uuid("id").primaryKey(),
  sidHash: bytea("sid_hash").notNull(),
  userId: uuid("user_id").notNull(),
  workspaceId: uuid("workspace_id"),
  amr: text("amr").array().notNull(),
  authTime: time("auth_time").notNull().defaultNow(),
  createdAt: time("created_at").notNull().defaultNow(),
  lastSeenAt: time("last_seen_at").notNull().defaultNow(),
  absoluteExpiresAt: time("absolute_expires_at").notNull().defaultNow(),
  revokedAt: time("revoked_at"),
  ip: text("ip"),
  userAgent: text("user_agent"),
  country: text("country"),
  city: text("city"),
  name: text("name"),
});

export const loginChallenges = pgTable("login_challenges", {
  idHash: bytea("id_hash").primaryKey(),
  userId: uuid("user_id").notNull(),
  amr: text("amr").array().notNull(),
  attempts: integer("attempts").notNull().default(0),
  ip: text("ip"),
  userAgent: text("user_agent"),
  knownDevice: boolean("known_device").notNull().default(true),
  expiresAt: time("expires_at").notNull(),
  usedAt: time("used_at"),
});

export const emailTokens = pgTable("email_tokens", {
  tokenHash: bytea("token_hash").primaryKey(),
  userId: uuid("user_id").notNull(),
  purpose: text("purpose", { enum: linkPurposes }).notNull(),
  subjectId: uuid("subject_id"),
  email: text("email").notNull(),
  passwordHash: text("password_hash"),
  expiresAt: time("expires_at").notNull(),
  usedAt: time("used_at"),
  createdAt: time("created_at").notNull().defaultNow(),
});

export const attemptCounters = pgTable("attempt_counters", {
  keyHash: bytea("key_hash").primaryKey(),
  attempts: integer("attempts").notNull(),
  windowEndsAt: time("window_ends_at").notNull(),
  blockedUntil: time("blocked_until"),
});
