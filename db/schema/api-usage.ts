import { integer, pgTable, primaryKey, smallint, text, uuid } from "drizzle-orm/pg-core";
import { time, workspaceId } from "./columns.ts";

export const apiRequests = pgTable(
  "api_requests",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    keyId: uuid("key_id").notNull(),
    at: time("at").notNull(),
    method: text("method").notNull(),
    endpoint: text("endpoint"),
    status: smallint("status").notNull(),
    milliseconds: integer("milliseconds").notNull(),
    ip: text("ip"),
    userAgent: text("user_agent"),
    requestId: text("request_id"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);

export const apiUsage = pgTable(
  "api_usage",
  {
    workspaceId: workspaceId(),
    keyId: uuid("key_id").notNull(),
    hour: time("hour").notNull(),
    endpoint: text("endpoint").notNull(),
    requests: integer("requests").notNull(),
    limited: integer("limited").notNull(),
    refused: integer("refused").notNull(),
    failed: integer("failed").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.hour, t.keyId, t.endpoint] })],
);

export const apiKeyNetworks = pgTable(
  "api_key_networks",
  {
    workspaceId: workspaceId(),
    keyId: uuid("key_id").notNull(),
    network: text("network").notNull(),
    firstIp: text("first_ip").notNull(),
    firstAt: time("first_at").notNull().defaultNow(),
    lastAt: time("last_at").notNull().defaultNow(),
    toldAt: time("told_at"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.keyId, t.network] })],
);
