import { z } from "zod";
import { bounded, roomFor } from "#lib/core/text.ts";
import { cleanHeaderText } from "./header-text.ts";

/**
 * One line of a form that may stand in a header: at most `max` characters as a reader counts them. `missing` is said of an empty one; null
 * lets it be empty.
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
