import { pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time, workspaceId } from "./columns.ts";

export const apiKeys = pgTable(
  "api_keys",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    publicId: text("public_id").notNull(),
    secretHash: bytea("secret_hash").notNull(),
    lastFour: text("last_four").notNull(),
    name: text("name").notNull(),
    environment: text("environment", { enum: ["live", "test"] }).notNull(),
    scopes: text("scopes").array().notNull(),
    ipRanges: text("ip_ranges").array().notNull().default([]),
    createdBy: uuid("created_by").notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
    expiresAt: time("expires_at"),
    replacedBy: uuid("replaced_by"),
    revokedAt: time("revoked_at"),
    revokedBy: uuid("revoked_by"),
    alertedAt: time("alerted_at"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);

export const apiKeyUses = pgTable(
  "api_key_uses",
  {
    workspaceId: workspaceId(),
    keyId: uuid("key_id").notNull(),
    lastUsedAt: time("last_used_at").notNull(),
    lastIp: text("last_ip"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.keyId] })],
);
