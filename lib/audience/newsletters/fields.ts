import { text } from "#lib/core/text.ts";
import { headerLine } from "#lib/mail/header-line.ts";

/** A newsletter's name goes into mail headers (List-Id), so it is one line of plain text. */
export const newsletterName = headerLine(100, "Enter a name.");

export const newsletterDescription = text({ max: 500 });
