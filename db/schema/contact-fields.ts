import { pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { time, workspaceId } from "./columns.ts";

export const fieldKinds = ["text", "number", "date", "yes_no"] as const;

export const contactFields = pgTable(
  "contact_fields",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    name: text("name").notNull(),
    kind: text("kind", { enum: fieldKinds }).notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);

export const contactValues = pgTable(
  "contact_values",
  {
    workspaceId: workspaceId(),
    fieldId: uuid("field_id").notNull(),
    contactId: uuid("contact_id").notNull(),
    value: text("value").notNull(),
    importId: uuid("import_id"),
    beforeImport: text("before_import"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.fieldId, t.contactId] })],
);
