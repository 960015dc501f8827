/**
 * Countries where mail for marketing needs opt-in, or the soft opt-in of an own sale: the European Union, the rest of the
 * European Economic Area, the United Kingdom and Switzerland (ePrivacy 13, PECR 22, UWG 3(1)(o)), and the parts of the
 * European Union that have codes of their own (Åland, Guadeloupe, Guyane, Martinique, Mayotte, Réunion, Saint-Martin).
 */
export const optInCountries =
  "AT BE BG HR CY CZ DK EE FI FR DE GR HU IE IT LV LT LU MT NL PL PT RO SK SI ES SE IS LI NO GB CH AX GP GF MQ YT RE MF".split(
    " ",
  );

/** Returns whether a person may live in a country of opt-in. An unknown country may be one: the strictest law applies. */
export const needsOptIn = (country: string | null): boolean =>
  country === null || optInCountries.includes(country);
