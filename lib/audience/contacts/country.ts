import { streamSafe } from "#lib/core/stream-safe.ts";

/**
 * Returns the ISO 3166-1 alpha-2 code of a country written as a code or by name in one of the
 * languages below, or null.
 */
export function countryCode(text: string): string | null {
  if (/^[A-Z]{2}$/.test(text) && codes().has(text)) return text;
  const known = recent.get(text);
  if (known !== undefined) return known;

  const key = countryKey(text);
  const code = codes().has(key.toUpperCase()) ? key.toUpperCase() : (names().get(key) ?? null);
  remember(text, code);
  return code;
}

const recent = new Map<string, string | null>();

function remember(text: string, code: string | null) {
  if (text.length > 100) return;
  if (recent.size >= 1000) recent.clear();
  // A copy, because a cell refers to its piece of the file and would keep all of that in memory.
  recent.set(Buffer.from(text, "utf16le").toString("utf16le"), code);
}

const languages = [
  "en",
  "de",
  "fr",
  "es",
  "it",
  "pt",
  "nl",
  "pl",
  "cs",
  "sk",
  "hu",
  "ro",
  "sv",
  "da",
  "nb",
  "fi",
  "tr",
  "el",
  "ru",
  "uk",
  "ja",
  "zh",
  "zh-Hant",
  "ko",
  "ar",
  "he",
];

// CLDR names more than countries: groups (EU, UN), test values (XA, XB), former countries.
const notCountries = new Set(
  "AC AN BU CP CS CQ CT DD DG DY EA EU EZ FQ FX HV IC JT MI NH NQ NT PC PU PZ QO RH SU TA TP UN VD WK XA XB YD YU ZR ZZ".split(
    " ",
  ),
);

const aliases: Record<string, string> = {
  usa: "US",
  unitedstatesofamerica: "US",
  america: "US",
  etatsunisdamerique: "US",
  eeuu: "US",
  uk: "GB",
  greatbritain: "GB",
  england: "GB",
  scotland: "GB",
  wales: "GB",
  northernireland: "GB",
  grossbritannien: "GB",
  britain: "GB",
  el: "GR",
  holland: "NL",
  thenetherlands: "NL",
  deutschland: "DE",
  uae: "AE",
  southkorea: "KR",
  northkorea: "KP",
  russianfederation: "RU",
  czechrepublic: "CZ",
  macedonia: "MK",
  turkey: "TR",
  burma: "MM",
  ivorycoast: "CI",
  capeverde: "CV",
  swaziland: "SZ",
  vatican: "VA",
  bosnia: "BA",
  trinidad: "TT",
  hongkong: "HK",
  macau: "MO",
  palestine: "PS",
  congo: "CG",
};

let allCodes: Set<string> | undefined;
function codes(): Set<string> {
  if (allCodes) return allCodes;
  const english = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
  allCodes = new Set();
  for (let i = 0; i < 676; i++) {
    const code = String.fromCharCode(65 + Math.floor(i / 26), 65 + (i % 26));
    if (!notCountries.has(code) && english.of(code) && canonical(code) === code) allCodes.add(code);
  }
  return allCodes;
}

// "UK", "DD" and similar codes have another canonical spelling.
function canonical(code: string): string | undefined {
  return new Intl.Locale(`und-${code}`).region;
}

let allNames: Map<string, string> | undefined;
function names(): Map<string, string> {
  if (allNames) return allNames;
  allNames = new Map();
  for (const language of languages) {
    const display = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
    for (const code of codes()) {
      const name = display.of(code);
      if (name && !allNames.has(countryKey(name))) allNames.set(countryKey(name), code);
    }
  }
  for (const [alias, code] of Object.entries(aliases)) allNames.set(alias, code);
  return allNames;
}

function countryKey(text: string): string {
  return streamSafe(text.slice(0, 100))
    .replaceAll("ß", "ss")
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, "");
}
