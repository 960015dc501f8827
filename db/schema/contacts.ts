import { sql } from "drizzle-orm";
import { pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { bytea, time, workspaceId } from "./columns.ts";

export const contacts = pgTable(
  "contacts",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    email: text("email").notNull(),
    emailHash: bytea("email_hash").notNull(),
    firstName: text("first_name"),
    lastName: text("last_name"),
    country: text("country"),
    countryWritten: text("country_written"),
    /** What a file or a member says of where they live, for a person without a country. */
    postalCode: text("postal_code"),
    timeZone: text("time_zone"),
    source: text("source", { enum: ["import", "manual", "form", "api", "demo"] }).notNull(),
    importId: uuid("import_id"),
    /** Language the person reads, as a BCP 47 tag. */
    language: text("language"),
    addressCorrectedAt: time("address_corrected_at"),
    addressCorrectedBy: uuid("address_corrected_by"),
    createdAt: time("created_at").notNull().defaultNow(),
    /** Until then the person wants no campaign, as they chose themselves. */
    pausedUntil: time("paused_until"),
    /** How often the person wants mail, as they chose themselves. */
    mailFrequency: text("mail_frequency", { enum: ["every", "weekly", "monthly"] })
      .notNull()
      .default("every"),
    /** Since when the data may only be stored (GDPR 18). */
    restrictedAt: time("restricted_at"),
    restrictedFor: uuid("restricted_for"),
    domain: text("domain").generatedAlwaysAs(sql`split_part(email, '@', 2)`),
    firstFolded: text("first_folded").generatedAlwaysAs(sql`lower(first_name)`),
    lastFolded: text("last_folded").generatedAlwaysAs(sql`lower(last_name)`),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);

export const formerAddresses = pgTable(
  "former_addresses",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    contactId: uuid("contact_id").notNull(),
    address: text("address").notNull(),
    until: time("until").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);
