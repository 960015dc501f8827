import { sql } from "drizzle-orm";
import { bigint, boolean, pgTable, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time } from "./columns.ts";

export const users = pgTable("users", {
  id: uuid("id").primaryKey(),
  email: text("email").notNull(),
  name: text("name").notNull(),
  passwordHash: text("password_hash"),
  hasPassword: boolean("has_password").notNull().generatedAlwaysAs(sql`password_hash is not null`),
  passwordChangedAt: time("password_changed_at"),
  passwordWeakSince: time("password_weak_since"),
  emailVerifiedAt: time("email_verified_at"),
  totpSecret: bytea("totp_secret"),
  totpKeyId: uuid("totp_key_id"),
  totpEnabledAt: time("totp_enabled_at"),
  totpLastStep: bigint("totp_last_step", { mode: "number" }),
  totpDisabledAt: time("totp_disabled_at"),
  disabledAt: time("disabled_at"),
  disownedFrom: time("disowned_from"),
  disownedAt: time("disowned_at"),
  timeZone: text("time_zone"),
  createdAt: time("created_at").notNull().defaultNow(),
});
