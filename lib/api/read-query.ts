import { z } from "zod";
import { cutText } from "#lib/core/cut-text.ts";
import { invalid } from "#lib/core/errors.ts";

/**
 * Reads a query by a schema of texts, whole numbers and booleans. A name that is unknown or stands twice is refused, because a
 * filter that is mistyped would otherwise return everything.
 * @throws AppError invalid with one message per parameter.
 */
export function readQuery<Q extends z.ZodObject>(schema: Q, search: URLSearchParams): z.output<Q> {
  // Maps, because a name may be one that every object has.
  const given = new Map<string, unknown>();
  const fields = new Map<string, string>();
  for (const [name, text] of search) {
    const part = Object.hasOwn(schema.shape, name) ? schema.shape[name] : undefined;
    const shown = cutText(name, 60);
    if (!part) fields.set(shown, "There is no such parameter.");
    else if (given.has(name)) fields.set(shown, "This parameter stands here twice.");
    else given.set(name, valueAs(part as z.ZodType, text));
  }
  const parsed = schema.safeParse(Object.fromEntries(given));
  for (const { path, message } of parsed.error?.issues ?? []) {
    const name = path.join(".");
    if (!fields.has(name)) fields.set(name, message);
  }
  if (parsed.success && fields.size === 0) return parsed.data;
  throw invalid(Object.fromEntries(fields), "Some parameters of the request are wrong.");
}

function valueAs(schema: z.ZodType, text: string): unknown {
  const inner = innermost(schema);
  if (inner instanceof z.ZodNumber) return /^-?\d{1,15}$/.test(text) ? Number(text) : text;
  if (inner instanceof z.ZodBoolean) return text === "true" ? true : text === "false" ? false : text;
  return text;
}

function innermost(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return innermost(schema.unwrap() as z.ZodType);
  return schema;
}
