import { text } from "#lib/core/text.ts";
import { headerLine } from "#lib/mail/header-line.ts";

/** Name of a newsletter: one line of plain text, because it goes into mail headers (List-Id). */
export const newsletterName = headerLine(100, "Enter a name.");

export const newsletterDescription = text({ max: 500 });
