import { z } from "zod";
import { grounds } from "#db/schema/consents.ts";
import { text } from "#lib/core/text.ts";
import { asTimeZone } from "#lib/core/time-zone.ts";
import { headerLine } from "#lib/mail/header-line.ts";
import { countryCode, isNoCountry } from "./country.ts";
import { readDay } from "./dates.ts";

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
    if (given === "" || isNoCountry(given)) return null;
    const code = countryCode(given);
    if (code) return code;
    context.addIssue({ code: "custom", message: unknownCountry });
    return z.NEVER;
  });

/** A postal code or a time zone may tell the country of a person whose country is not known. */
export const contactPostalCode = text({ max: 20, tooLong: "A postal code has at most 20 characters." })
  .default("")
  .transform((given) => given || null);

const unknownZone = "Enter a time zone by its name, such as America/Toronto.";

/** Time zone by its name in the IANA data base, or nothing. */
export const contactTimeZone = text({ max: 60, tooLong: unknownZone })
  .default("")
  .transform((given, context) => {
    if (given === "" || asTimeZone(given)) return given || null;
    context.addIssue({ code: "custom", message: unknownZone });
    return z.NEVER;
  });

const unknownLanguage = "Choose a language, or leave it open.";

/** Language as a BCP 47 tag in its canonical form, such as "pt-BR", or nothing. */
export const contactLanguage = text({ max: 20, tooLong: unknownLanguage })
  .default("")
  .transform((given, context) => {
    if (given === "") return null;
    const tag = /^[A-Za-z]{2,3}(-[A-Za-z]{4})?(-[A-Za-z]{2})?$/.test(given)
      ? Intl.getCanonicalLocales(given)[0]
      : null;
    if (tag) return tag;
    context.addIssue({ code: "custom", message: unknownLanguage });
    return z.NEVER;
  });

export const consentBasis = z.enum(grounds, { error: "Choose on what ground you may write to them." });

const unknownDay = "Enter the date as day, month and year, such as 2 March 2026.";

/** Day on which a person agreed, bought or asked, in any form that names one day; null when left empty. */
export const givenDay = text({ max: 60, tooLong: unknownDay })
  .default("")
  .transform((given, context) => {
    if (given === "") return null;
    const { day, why } = readDay(given, { order: null });
    if (day) return day;
    const message =
      why === "ambiguous" ? `${given} could be two days. Write the month as a word.` : unknownDay;
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  });
