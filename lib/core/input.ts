import type { z } from "zod";
import { AppError, invalid } from "./errors.ts";

/**
 * Parses outside input by its schema.
 *
 * @throws AppError "invalid" with one message per field path, written for the user.
 */
export function parseInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const fields: Record<string, string> = {};
  for (const issue of parsed.error.issues) fields[issue.path.join(".")] ??= issue.message;
  if (Object.keys(fields).length === 1 && fields[""]) throw new AppError("invalid", fields[""]);
  throw invalid(fields);
}
