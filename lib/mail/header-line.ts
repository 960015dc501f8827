import { z } from "zod";
import { bounded, roomFor } from "#lib/core/text.ts";
import { cleanHeaderText } from "./header-text.ts";

/**
 * Returns a form field for one line of a header, at most `max` characters as a reader counts them. `missing`
 * is the message for an empty line; null allows an empty one.
 */
export const headerLine = (max: number, missing: string | null) =>
  bounded(roomFor(max), {
    missing: missing ?? "Enter text.",
    tooLong: `Use at most ${max} characters.`,
  }).transform((given, context): string => {
    const clean = cleanHeaderText(given, max);
    if (clean.ok && (clean.text !== "" || missing === null)) return clean.text;
    context.addIssue({ code: "custom", message: clean.ok ? (missing ?? "") : clean.reason });
    return z.NEVER;
  });
