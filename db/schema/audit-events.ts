import { bigint, json, jsonb, pgTable, primaryKey, smallint, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time } from "./columns.ts";

/**
 * Read-only for the application, because the SQL function audit_append writes the rows. Partitioned by month of
 * `occurredAt`.
 */
export const auditEvents = pgTable(
  "audit_events",
  {
    /** The workspace's id; for events of an account the user's; otherwise all zeros, the installation. */
    chainId: uuid("chain_id").notNull(),
    /** Counts 1, 2, 3 … within the chain, without gaps. */
    seq: bigint("seq", { mode: "number" }).notNull(),
    id: uuid("id").notNull(),
    /** Never decreases within the chain. */
    occurredAt: time("occurred_at").notNull(),
    workspaceId: uuid("workspace_id"),
    userId: uuid("user_id"),
    actorKind: text("actor_kind", {
      enum: ["anonymous", "user", "member", "apiKey", "subscriber", "provider", "job"],
    }).notNull(),
    actorId: text("actor_id"),
    action: text("action").notNull(),
    result: text("result", { enum: ["done", "refused", "failed"] }).notNull(),
    target: text("target"),
    detail: json("detail").$type<Record<string, unknown>>().notNull().default({}),
    ipBucket: smallint("ip_bucket"),
    originKey: uuid("origin_key"),
    originSealed: bytea("origin_sealed"),
    originCommitment: bytea("origin_commitment"),
    aboutKey: uuid("about_key"),
    aboutSealed: bytea("about_sealed"),
    aboutCommitment: bytea("about_commitment"),
    requestId: text("request_id").notNull(),
    hash: bytea("hash").notNull(),
  },
  (t) => [primaryKey({ columns: [t.chainId, t.occurredAt, t.seq] })],
);

/** The head of each chain. Hidden from the application; appending an entry locks the row and moves it on. */
export const auditChains = pgTable("audit_chains", {
  chainId: uuid("chain_id").primaryKey(),
  seq: bigint("seq", { mode: "number" }).notNull().default(0),
  hash: bytea("hash").notNull(),
  at: time("at").notNull(),
  anchorSeq: bigint("anchor_seq", { mode: "number" }).notNull().default(0),
  anchorHash: bytea("anchor_hash").notNull(),
  anchorAt: time("anchor_at"),
});

/** Half of the key that seals one person's data in audit entries. Deleting a person's rows erases that data. */
export const personKeys = pgTable("person_keys", {
  id: uuid("id").primaryKey(),
  workspaceId: uuid("workspace_id"),
  personId: uuid("person_id"),
  salt: bytea("salt").notNull(),
  createdAt: time("created_at").notNull().defaultNow(),
});

/** Where the log says that a person key was destroyed. Only functions of the database read and write it. */
export const forgottenKeys = pgTable("forgotten_keys", {
  keyId: uuid("key_id").primaryKey(),
  chainId: uuid("chain_id").notNull(),
  seq: bigint("seq", { mode: "number" }).notNull(),
  at: time("at").notNull(),
});

/** Refusals beyond the flood limit, until unfoldRefusals writes their count into the log. */
export const foldedRefusals = pgTable("folded_refusals", {
  keyHash: bytea("key_hash").primaryKey(),
  actor: jsonb("actor").notNull(),
  action: text("action").notNull(),
  result: text("result", { enum: ["refused", "failed"] }).notNull(),
  entry: jsonb("entry").notNull(),
  count: bigint("count", { mode: "number" }).notNull(),
  firstAt: time("first_at").notNull().defaultNow(),
  lastAt: time("last_at").notNull().defaultNow(),
});
