import { uuidv7 } from "uuidv7";
import { contactFields } from "#db/schema/contact-fields.ts";
import { mostFields } from "#lib/audience/contact-fields/create.ts";
import type { OwnColumn } from "#lib/audience/imports/reader/columns.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { invalid } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";

/** Columns with the fields they fill, and the names of the fields that were made for them. */
export type OwnFields = { own: (OwnColumn & { field: string })[]; made: string[] };

export const nothingOwn: OwnFields = { own: [], made: [] };

/**
 * Returns the columns of an import with the ids and kinds of their fields. Fields that a column names and that do not exist yet are made.
 * @throws AppError invalid, beside the column, where a field is gone, is named twice, or there are too many.
 */
export async function ownFields(
  tx: Transaction,
  actor: { workspaceId: string },
  columns: OwnColumn[],
): Promise<OwnFields> {
  if (columns.length === 0) return nothingOwn;
  const known = await tx
    .select({ id: contactFields.id, name: contactFields.name, kind: contactFields.kind })
    .from(contactFields)
    .where(owned(contactFields, actor))
    .limit(mostFields);
  const names = new Set(known.map(({ name }) => name.toLowerCase()));
  const problems: Record<string, string> = {};
  const taken = new Set<string>();
  const made: { id: string; name: string; kind: OwnColumn["kind"] }[] = [];
  const own = columns.map((each) => {
    const beside = `c${each.column}`;
    if (each.field) {
      const field = known.find(({ id }) => id === each.field);
      if (!field) problems[beside] = "This field no longer exists. Choose another.";
      else if (taken.has(field.id))
        problems[beside] = `Two columns are set to ${field.name}. Choose one of them.`;
      taken.add(each.field);
      return { column: each.column, kind: field?.kind ?? each.kind, field: each.field };
    }
    const name = each.name?.trim() ?? "";
    if (!name) problems[`n${each.column}`] = "Enter a name for the new field.";
    else if (names.has(name.toLowerCase()))
      problems[`n${each.column}`] = "There is a field of this name. Choose it above, or enter another name.";
    else if (known.length + made.length >= mostFields)
      problems[beside] = `A workspace has at most ${mostFields} fields.`;
    names.add(name.toLowerCase());
    const id = uuidv7();
    made.push({ id, name, kind: each.kind });
    return { column: each.column, kind: each.kind, field: id };
  });
  if (Object.keys(problems).length > 0) throw invalid(problems);
  if (made.length > 0)
    await tx
      .insert(contactFields)
      .values(made.map((field) => ({ workspaceId: actor.workspaceId, ...field })));
  return { own, made: made.map(({ name, kind }) => `${name} (${kindWords[kind]})`) };
}

const kindWords = { text: "text", number: "number", date: "date", yes_no: "yes or no" };
