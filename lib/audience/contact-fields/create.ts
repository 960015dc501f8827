import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { contactFields, fieldKinds } from "#db/schema/contact-fields.ts";
import { command } from "#lib/core/command.ts";
import { oneAtATime } from "#lib/core/database/one-at-a-time.ts";
import { invalid } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";

/** The most fields of a workspace. */
export const mostFields = 50;

/** Defines a field for the contacts of a workspace. Its kind holds for good, because values were read by it. */
export const createContactField = command({
  name: "contact_field.create",
  allow: workspaceMember,
  once: true,
  input: z.object({
    name: text({ max: 50 }).min(1, "Enter a name."),
    kind: z.enum(fieldKinds, "Choose what the field holds."),
  }),
  async run({ tx, actor: { workspaceId } }, { name, kind }) {
    await oneAtATime(tx, { workspaceId }, "contact fields");
    const [size] = await tx.execute<{ n: number }>(
      sql`select count(*)::int as n from contact_fields where workspace_id = ${workspaceId}`,
    );
    if ((size?.n ?? 0) >= mostFields)
      throw invalid({ name: `A workspace has at most ${mostFields} fields. Delete one first.` });
    const id = uuidv7();
    const [made] = await tx
      .insert(contactFields)
      .values({ workspaceId, id, name, kind })
      .onConflictDoNothing()
      .returning({ id: contactFields.id });
    if (!made) throw invalid({ name: "There is a field of this name." });
    return { result: { id }, audit: { target: null, detail: { name, kind } } };
  },
});
