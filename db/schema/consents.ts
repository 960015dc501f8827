import { boolean, date, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { time, workspaceId } from "./columns.ts";

/** Grounds on which a person may be written to: consent, the implied consents of CASL s.10(9), and GDPR 6(1)(f). */
export const grounds = [
  "express",
  "implied_purchase",
  "implied_inquiry",
  "implied_non_business",
  "implied_publication",
  "implied_disclosed",
  "legitimate_interest",
] as const;

export const consents = pgTable(
  "consents",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    contactId: uuid("contact_id"),
    newsletterId: uuid("newsletter_id"),
    importId: uuid("import_id"),
    kind: text("kind", { enum: ["grant", "withdrawal"] }).notNull(),
    basis: text("basis", {
      enum: [...grounds, "withdrawal"],
    }).notNull(),
    source: text("source", {
      enum: ["import", "manual", "form", "api", "demo", "one_click", "unsubscribe_page", "complaint"],
    }).notNull(),
    wording: text("wording").notNull(),
    evidence: jsonb("evidence").$type<Record<string, unknown>>().notNull().default({}),
    actorKind: text("actor_kind").notNull(),
    actorId: text("actor_id"),
    ip: text("ip"),
    userAgent: text("user_agent"),
    occurredAt: time("occurred_at").notNull().defaultNow(),
    /** True for the word for a file whose rows have grants of their own: it grants nothing itself. */
    perRow: boolean("per_row").notNull().default(false),
    /** True for a wish to come back that a member recorded: the person's own confirmation grants. */
    requested: boolean("requested").notNull().default(false),
    /** Day on which the person agreed, bought or asked; null when nobody wrote it down. */
    givenOn: date("given_on", { mode: "string" }),
    /** True for legitimate interest that rests on an own sale, with its facts in the evidence. */
    softOptIn: boolean("soft_opt_in").notNull().default(false),
    expiresAt: time("expires_at"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);
