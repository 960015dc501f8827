import { z } from "zod";
import { bounded } from "./text.ts";

declare const known: unique symbol;

/** IANA name of a time zone that this runtime knows. Only the functions below make one, so that none is guessed. */
export type TimeZone = string & { readonly [known]: true };

export const utc = "UTC" as TimeZone;

/** Names that the runtime still lists, and the names that the IANA database has had since. */
const renamed: Record<string, string> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Catamarca": "America/Argentina/Catamarca",
  "America/Coral_Harbour": "America/Atikokan",
  "America/Cordoba": "America/Argentina/Cordoba",
  "America/Godthab": "America/Nuuk",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "America/Jujuy": "America/Argentina/Jujuy",
  "America/Louisville": "America/Kentucky/Louisville",
  "America/Mendoza": "America/Argentina/Mendoza",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Enderbury": "Pacific/Kanton",
  "Pacific/Ponape": "Pacific/Pohnpei",
  "Pacific/Truk": "Pacific/Chuuk",
};

/** Time zones to choose from, under the names they have today, UTC first. */
export const timeZones: readonly TimeZone[] = [
  utc,
  ...([...new Set(Intl.supportedValuesOf("timeZone").map((zone) => renamed[zone] ?? zone))]
    .filter((zone) => zone !== utc)
    .sort() as TimeZone[]),
];

const offered = new Set<string>(timeZones);

/** Returns the zones to choose from, with the chosen one among them even under an older name. */
export function timeZonesWith(chosen: string | null): readonly string[] {
  return chosen === null || offered.has(chosen) ? timeZones : [...timeZones, chosen].sort();
}

/** Returns the text as a time zone, or null when the runtime does not know it. Old names are kept as they are. */
export function asTimeZone(text: string | null | undefined): TimeZone | null {
  if (!text) return null;
  if (offered.has(text)) return text as TimeZone;
  // Offsets such as "+02:00" are zones to the runtime, but they have no summer time and no name.
  if (text.length > 50 || !/^[A-Z][A-Za-z]*(?:[/_+-][A-Za-z0-9]+)*$/.test(text)) return null;
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return text as TimeZone;
  } catch {
    return null;
  }
}

/** Returns the zone of a row that our forms wrote. A row of another kind is a fault of ours and shows as one. */
export const storedTimeZone = (text: string | null): TimeZone => (text ?? utc) as TimeZone;

/** Time zone under its name of today or an older one, stored as chosen. */
export const timeZone = bounded(50, { missing: "Choose a time zone from the list." }).transform(
  (text, context) => {
    const zone = asTimeZone(text);
    if (zone) return zone;
    context.addIssue({ code: "custom", message: "Choose a time zone from the list." });
    return z.NEVER;
  },
);

/** Time zone that a browser reports by itself. An unknown one becomes null, because the person did not type it. */
export const browserTimeZone = bounded(50).optional().catch(undefined).transform(asTimeZone);
