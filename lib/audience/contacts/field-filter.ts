import { type SQL, sql } from "drizzle-orm";
import { readDay } from "./dates.ts";

/** Comparisons with a field of the workspace's own. */
export const fieldOps = ["is", "not", "contains", "above", "below", "set", "unset"] as const;
export type FieldOp = (typeof fieldOps)[number];

export type FieldFilter = { fieldId: string; op: FieldOp; value: string };

/**
 * Returns the condition of one field. Numbers are compared as numbers and days as days; who has no value is neither above
 * nor below, and is what "not" finds.
 */
export function fieldCondition({ fieldId, op, value }: FieldFilter): SQL {
  const has = (which: SQL) => sql`exists (select from contact_values v
    where v.workspace_id = contacts.workspace_id and v.contact_id = contacts.id and v.field_id = ${fieldId} and ${which})`;
  const { day } = readDay(value, { order: null });
  const same = sql`lower(v.value) in (lower(${value}), ${day ?? value})`;
  switch (op) {
    case "is":
      return has(same);
    case "not":
      return sql`not ${has(same)}`;
    case "contains":
      return has(sql`position(lower(${value}) in lower(v.value)) > 0`);
    case "set":
      return has(sql`true`);
    case "unset":
      return sql`not ${has(sql`true`)}`;
    default:
      return has(compared(op, day ?? value));
  }
}

const number = /^-?\d{1,15}(\.\d{1,6})?$/;

function compared(op: "above" | "below", value: string): SQL {
  const than = op === "above" ? sql`>` : sql`<`;
  if (!number.test(value)) return sql`v.value ${than} ${value}`;
  return sql`case when v.value ~ '^-?[0-9]{1,15}([.][0-9]{1,6})?$' then v.value::numeric ${than} ${value}::numeric end`;
}
