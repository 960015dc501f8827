import { z } from "zod";
import { text } from "#lib/core/text.ts";
import { headerLine } from "#lib/mail/header-line.ts";
import { countryCode } from "./country.ts";

/**
 * Name of a contact: one line of plain text or nothing, because it may end up in a To header and in
 * a greeting.
 */
export const contactName = headerLine(200, null)
  .prefault("")
  .transform((name) => name || null);

const unknownCountry = "Enter a country by its name or two-letter code, such as Canada or CA.";

/** Country by code or name, stored as ISO 3166-1 alpha-2, or nothing. */
export const contactCountry = text({ max: 100, tooLong: unknownCountry })
  .default("")
  .transform((given, context) => {
    if (given === "") return null;
    const code = countryCode(given);
    if (code) return code;
    context.addIssue({ code: "custom", message: unknownCountry });
    return z.NEVER;
  });

export const consentBasis = z.enum(
  ["express", "implied_purchase", "implied_inquiry", "legitimate_interest"],
  {
    error: "Choose on what ground you may write to them.",
  },
);

/**
 * Returns when implied consent ends: 2 years after a purchase, 6 months after an inquiry (CASL
 * s.10(10)). Null for other grounds, which have no end.
 */
export function consentExpiry(basis: z.output<typeof consentBasis>, from = new Date()): Date | null {
  const months = { implied_purchase: 24, implied_inquiry: 6, express: null, legitimate_interest: null }[
    basis
  ];
  if (months === null) return null;
  const end = new Date(from);
  const day = end.getUTCDate();
  end.setUTCDate(1);
  end.setUTCMonth(end.getUTCMonth() + months);
  const lastDay = new Date(Date.UTC(end.getUTCFullYear(), end.getUTCMonth() + 1, 0)).getUTCDate();
  end.setUTCDate(Math.min(day, lastDay));
  return end;
}
