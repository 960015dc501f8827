import { z } from "zod";
import { countryCode } from "#lib/imports/country.ts";
import { cleanHeaderText } from "#lib/mail/header-text.ts";

/** A name may end up in a To header and in a greeting: one line of plain text, or nothing. */
export const contactName = z
  .string()
  .default("")
  .transform((text, context) => {
    const clean = cleanHeaderText(text, 200);
    if (clean.ok) return clean.text || null;
    context.addIssue({ code: "custom", message: clean.reason });
    return z.NEVER;
  });

/** A country by code or name, stored as ISO 3166-1 alpha-2, or nothing. */
export const contactCountry = z
  .string()
  .trim()
  .default("")
  .transform((text, context) => {
    if (text === "") return null;
    const code = countryCode(text);
    if (code) return code;
    context.addIssue({
      code: "custom",
      message: "Enter a country by its name or two-letter code, such as Canada or CA.",
    });
    return z.NEVER;
  });

export const consentBasis = z.enum(
  ["express", "implied_purchase", "implied_inquiry", "legitimate_interest"],
  {
    error: "Choose on what ground you may write to them.",
  },
);

/** When implied consent ends: 2 years after a purchase, 6 months after an inquiry (CASL s.10(10)). Others have no end. */
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
