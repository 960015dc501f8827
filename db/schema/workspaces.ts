import { bigint, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time, workspaceId } from "./columns.ts";

export const workspaces = pgTable("workspaces", {
  id: uuid("id").primaryKey(),
  name: text("name").notNull(),
  plan: text("plan", { enum: ["starter", "professional", "business"] })
    .notNull()
    .default("starter"),
  senderName: text("sender_name"),
  postalAddress: text("postal_address"),
  senderColour: text("sender_colour", {
    enum: ["evergreen", "ocean", "plum", "brick", "ochre", "slate", "ink"],
  })
    .notNull()
    .default("evergreen"),
  timeZone: text("time_zone").notNull().default("UTC"),
  canadianConsent: text("canadian_consent", { enum: ["express", "implied"] })
    .notNull()
    .default("express"),
  /** Where people live of whom nothing tells the country. */
  audience: text("audience", { enum: ["worldwide", "canada", "europe", "elsewhere"] })
    .notNull()
    .default("worldwide"),
  twoFactorRequiredFrom: time("two_factor_required_from"),
  createdAt: time("created_at").notNull().defaultNow(),
});

export const memberships = pgTable(
  "memberships",
  {
    workspaceId: workspaceId(),
    userId: uuid("user_id").notNull(),
    role: text("role", { enum: ["owner", "admin", "member", "viewer"] }).notNull(),
    remindedAt: time("reminded_at"),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.userId] })],
);

export const formerMembers = pgTable(
  "former_members",
  {
    workspaceId: workspaceId(),
    userId: uuid("user_id").notNull(),
    leftAt: time("left_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.userId] })],
);

export const dataKeys = pgTable("data_keys", {
  id: uuid("id").primaryKey(),
  workspaceId: uuid("workspace_id"),
  purpose: text("purpose", { enum: ["fields", "suppression", "links", "lookup", "audit"] }).notNull(),
  wrapped: bytea("wrapped").notNull(),
  ringKeyId: text("ring_key_id").notNull(),
  seals: bigint("seals", { mode: "number" }).notNull().default(0),
  createdAt: time("created_at").notNull().defaultNow(),
  retiredAt: time("retired_at"),
});
