import { z } from "zod";
import { bounded, roomFor } from "#lib/core/text.ts";
import { holdsWebAddress } from "#lib/mail/linkish.ts";

const missing = "Enter the postal address that stands under every message.";

/**
 * A postal address of at least two parts: trimmed, without empty lines, 10 to 500 characters, no control or
 * direction characters. It goes into every campaign (CAN-SPAM § 7704(a)(5)).
 */
export const postalAddress = bounded(roomFor(500), {
  missing,
  tooLong: "Use at most 500 characters.",
}).transform((given, context): string => {
  const lines = given
    .normalize("NFC")
    .split(/\r\n?|\n/)
    .map((line) => line.replace(/[ \t]+/g, " ").trim())
    .filter(Boolean);
  const address = lines.join("\n");
  const problem = problemOf(address, lines);
  if (problem === null) return address;
  context.addIssue({ code: "custom", message: problem });
  return z.NEVER;
});

function problemOf(address: string, lines: string[]): string | null {
  if (address === "") return missing;
  if (/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(lines.join(" ")))
    return "The address contains an invisible or control character. Type it again by hand.";
  if ([...address].length > 500) return "Use at most 500 characters.";
  if (address.includes("@") || holdsWebAddress(address))
    return "Enter a postal address, not an email or web address.";
  const parts = lines.flatMap((line) => line.split(",")).filter((part) => part.trim());
  if (address.length < 10 || parts.length < 2)
    return "Enter the full address: street or PO box, town with its code, and country.";
  return null;
}
