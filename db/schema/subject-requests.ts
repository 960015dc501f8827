import { sql } from "drizzle-orm";
import { boolean, date, integer, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time, workspaceId } from "./columns.ts";

/** Rights a person may use by themselves: GDPR 15, 16, 18, 17 and 21. */
export const requestKinds = ["access", "rectify", "restrict", "erase", "object"] as const;

export const subjectRequests = pgTable(
  "subject_requests",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    kind: text("kind", { enum: requestKinds }).notNull(),
    channel: text("channel", { enum: ["form", "preferences", "member"] }).notNull(),
    email: text("email"),
    emailHash: bytea("email_hash").notNull(),
    contactId: uuid("contact_id"),
    /** What the person wrote. */
    words: text("words"),
    arrived: text("arrived"),
    locale: text("locale").notNull(),
    ip: text("ip"),
    userAgent: text("user_agent"),
    createdAt: time("created_at").notNull().defaultNow(),
    receivedOn: date("received_on").notNull(),
    extendedAt: time("extended_at"),
    extension: text("extension"),
    dueOn: date("due_on")
      .notNull()
      .generatedAlwaysAs(
        sql`(received_on + case when extended_at is null then interval '1 month' else interval '3 months' end)::date`,
      ),
    proofHash: bytea("proof_hash"),
    proofUntil: time("proof_until"),
    identifiedAt: time("identified_at"),
    remindedAt: time("reminded_at"),
    closedAt: time("closed_at"),
    closedBy: uuid("closed_by"),
    outcome: text("outcome", { enum: ["fulfilled", "refused", "withdrawn", "disowned", "erased"] }),
    answer: text("answer"),
    answerMailedAt: time("answer_mailed_at"),
    bundleHash: bytea("bundle_hash"),
    bundleUntil: time("bundle_until"),
    bundleWithdrawnAt: time("bundle_withdrawn_at"),
    downloads: integer("downloads").notNull().default(0),
    downloadedAt: time("downloaded_at"),
    /** Nothing is mailed: a member typed an address that is, and was, no contact's. */
    byLetter: boolean("by_letter").notNull().default(false),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);
