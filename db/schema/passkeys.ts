import { bigint, boolean, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time } from "./columns.ts";

export const passkeys = pgTable("passkeys", {
  id: uuid("id").primaryKey(),
  userId: uuid("user_id").notNull(),
  credentialId: bytea("credential_id").notNull(),
  publicKey: bytea("public_key").notNull(),
  signCount: bigint("sign_count", { mode: "number" }).notNull().default(0),
  transports: text("transports").array().notNull().default([]),
  aaguid: uuid("aaguid"),
  backedUp: boolean("backed_up").notNull().default(false),
  name: text("name").notNull(),
  createdAt: time("created_at").notNull().defaultNow(),
  lastUsedAt: time("last_used_at"),
});

export const webauthnChallenges = pgTable("webauthn_challenges", {
  idHash: bytea("id_hash").primaryKey(),
  purpose: text("purpose", { enum: ["register", "sign_in", "step_up", "second_factor"] }).notNull(),
  userId: uuid("user_id"),
  challenge: bytea("challenge").notNull(),
  expiresAt: time("expires_at").notNull(),
  usedAt: time("used_at"),
});
