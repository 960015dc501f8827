import { sql } from "drizzle-orm";
import { bigint, boolean, date, integer, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time, workspaceId } from "./columns.ts";
import { grounds } from "./consents.ts";

/** What an import's page asks before it starts, by the field that answers. */
export type ImportQuestion = { field: string; question: string };

export const imports = pgTable(
  "imports",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    newsletterId: uuid("newsletter_id").notNull(),
    purpose: text("purpose", { enum: ["subscribe", "suppress"] })
      .notNull()
      .default("subscribe"),
    stopReason: text("stop_reason", { enum: ["unsubscribed", "bounced", "complained", "manual"] }),
    fileName: text("file_name").notNull(),
    fileBytes: bigint("file_bytes", { mode: "number" }).notNull().default(0),
    uploadId: uuid("upload_id"),
    openingId: uuid("opening_id").notNull().default(sql`gen_random_uuid()`),
    receivedAt: time("received_at"),
    mapping: jsonb("mapping").$type<Record<string, unknown>>(),
    dialect: jsonb("dialect").$type<Record<string, unknown>>(),
    basis: text("basis", { enum: grounds }),
    bought: text("bought"),
    optOutOffered: boolean("opt_out_offered").notNull().default(false),
    givenOn: date("given_on", { mode: "string" }),
    attestation: text("attestation"),
    consentSource: text("consent_source"),
    attestedBy: uuid("attested_by"),
    attestedAt: time("attested_at"),
    state: text("state", {
      enum: ["receiving", "received", "queued", "running", "finished", "failed", "cancelled", "rolled_back"],
    })
      .notNull()
      .default("receiving"),
    failure: text("failure"),
    bytesRead: bigint("bytes_read", { mode: "number" }).notNull().default(0),
    linesRead: integer("lines_read").notNull().default(0),
    added: integer("added").notNull().default(0),
    known: integer("known").notNull().default(0),
    leftBefore: integer("left_before").notNull().default(0),
    suppressed: integer("suppressed").notNull().default(0),
    refused: integer("refused").notNull().default(0),
    subscribed: integer("subscribed").notNull().default(0),
    stopped: integer("stopped").notNull().default(0),
    leftOut: integer("left_out").notNull().default(0),
    lapsed: integer("lapsed").notNull().default(0),
    tagged: integer("tagged").notNull().default(0),
    filled: integer("filled").notNull().default(0),
    valuesLeft: integer("values_left").notNull().default(0),
    replaces: boolean("replaces").notNull().default(false),
    erased: integer("erased").notNull().default(0),
    createdBy: uuid("created_by").notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
    askedBy: uuid("asked_by"),
    askedRole: text("asked_role", { enum: ["member", "admin", "owner"] })
      .notNull()
      .default("member"),
    askedAt: time("asked_at"),
    listFrom: time("list_from"),
    listPeople: integer("list_people").notNull().default(0),
    programId: uuid("program_id"),
    questions: jsonb("questions").$type<ImportQuestion[]>(),
    movedAt: time("moved_at").notNull().defaultNow(),
    startedAt: time("started_at"),
    finishedAt: time("finished_at"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);

export const importChunks = pgTable(
  "import_chunks",
  {
    importId: uuid("import_id").notNull(),
    position: integer("position").notNull(),
    workspaceId: workspaceId(),
    bytes: bytea("bytes").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.importId, t.position] })],
);

export const importRefusals = pgTable(
  "import_refusals",
  {
    importId: uuid("import_id").notNull(),
    line: integer("line").notNull(),
    workspaceId: workspaceId(),
    reason: text("reason").notNull(),
    message: text("message").notNull(),
    value: text("value").notNull(),
    emailHash: bytea("email_hash"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.importId, t.line] })],
);

export const importLeftValues = pgTable(
  "import_left_values",
  {
    workspaceId: workspaceId(),
    importId: uuid("import_id").notNull(),
    line: integer("line").notNull(),
    position: integer("position").notNull(),
    contactId: uuid("contact_id").notNull(),
    columnName: text("column_name").notNull(),
    message: text("message").notNull(),
    value: text("value").notNull(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.importId, t.line, t.position] })],
);
