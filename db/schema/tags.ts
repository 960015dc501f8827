import { pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { time, workspaceId } from "./columns.ts";

export const tags = pgTable(
  "tags",
  {
    workspaceId: workspaceId(),
    id: uuid("id").notNull(),
    name: text("name").notNull(),
    createdAt: time("created_at").notNull().defaultNow(),
    importId: uuid("import_id"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.id] })],
);

export const contactTags = pgTable(
  "contact_tags",
  {
    workspaceId: workspaceId(),
    tagId: uuid("tag_id").notNull(),
    contactId: uuid("contact_id").notNull(),
    taggedAt: time("tagged_at").notNull().defaultNow(),
    importId: uuid("import_id"),
  },
  (t) => [primaryKey({ columns: [t.workspaceId, t.tagId, t.contactId] })],
);
