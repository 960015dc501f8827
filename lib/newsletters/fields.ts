import { z } from "zod";
import { cleanHeaderText } from "#lib/mail/header-text.ts";

/** A newsletter's name goes into mail headers (List-Id), so it is one line of plain text. */
export const newsletterName = z.string({ error: "Enter a name." }).transform((text, context) => {
  const clean = cleanHeaderText(text, 100);
  if (clean.ok && clean.text !== "") return clean.text;
  context.addIssue({ code: "custom", message: clean.ok ? "Enter a name." : clean.reason });
  return z.NEVER;
});

export const newsletterDescription = z.string().trim().max(500, "Use at most 500 characters.");
