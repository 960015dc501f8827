import { text } from "#lib/core/text.ts";
import { headerLine } from "#lib/mail/header-line.ts";
import { noLink } from "#lib/mail/no-link.ts";

/** Name of a newsletter: one line of plain text without links, because it goes into mail headers (List-Id) and our own mails. */
export const newsletterName = headerLine(100, "Enter a name.").superRefine(noLink);

export const newsletterDescription = text({ max: 500 });
