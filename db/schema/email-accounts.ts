import { bigint, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time, workspaceId } from "./columns.ts";

export const emailAccounts = pgTable(
  "email_accounts",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    kind: text("kind", { enum: ["smtp"] }).notNull(),
    label: text("label").notNull(),
    fromName: text("from_name").notNull(),
    fromAddress: text("from_address").notNull(),
    host: text("host").notNull(),
    port: integer("port").notNull(),
    security: text("security", { enum: ["tls", "starttls", "none"] }).notNull(),
    username: text("username").notNull(),
    secret: bytea("secret"),
    secretKeyId: uuid("secret_key_id"),
    verifiedAt: time("verified_at").notNull(),
    connectedBy: uuid("connected_by"),
    maxMessageSize: bigint("max_message_size", { mode: "number" }),
    disconnectedAt: time("disconnected_at"),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);

export const emailAccountHealth = pgTable(
  "email_account_health",
  {
    workspaceId: workspaceId(),
    accountId: uuid("account_id").notNull(),
    lastSentAt: time("last_sent_at"),
    lastFailedAt: time("last_failed_at"),
    failure: text("failure"),
    consecutiveFailures: integer("consecutive_failures").notNull().default(0),
    retryAt: time("retry_at"),
    limitedUntil: time("limited_until"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.accountId] })],
);

export const sendingDomains = pgTable(
  "sending_domains",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    domain: text("domain").notNull(),
    selector: text("selector").notNull(),
    publicKey: text("public_key").notNull(),
    privateKey: bytea("private_key").notNull(),
    privateKeyKeyId: uuid("private_key_key_id").notNull(),
    verifiedAt: time("verified_at"),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);
