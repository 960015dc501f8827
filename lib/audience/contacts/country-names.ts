import { streamSafe } from "#lib/core/stream-safe.ts";
import { countryCodes } from "./country-codes.ts";

/** Returns the code of a country by its name in one of some hundred languages, or undefined. */
export function codeOfName(name: string): string | undefined {
  return names().get(countryKey(name));
}

/** Languages in the order in which a name belongs to one: where two disagree, the earlier one decides. */
const languages = `en de fr es it pt nl pl cs sk hu ro sv da nb fi tr el ru uk ja zh zh-Hant ko ar he
  fr-CA pt-PT es-MX de-AT de-CH nn bg hr sr sr-Latn sl mk sq bs et lv lt is ga cy mt eu ca gl lb fa ur hi bn ta te ml
  kn mr gu pa si ne th lo my km vi id ms fil sw af am az be hy ka kk ky uz mn tg tk ps ku so ha yo ig zu xh gsw rm fo
  kl eo br gd fy`.split(/\s+/);

/** Names that the runtime lacks: official forms, former names, parts of a country, names without accents. */
const aliases: Record<string, string> = {
  GM: "The Gambia",
  TG: "Togolese Republic|République togolaise",
  GA: "Gabonese Republic|République gabonaise",
  AR: "Argentine Republic|República Argentina",
  AE: "UAE|Emirates",
  BA: "Bosnia|Bosnia-Herzegovina|BiH",
  BO: "Plurinational State of Bolivia",
  BQ: "Bonaire|Saba|Sint Eustatius",
  CA: `ކެނެޑާ|ڪينيڊا|كانادا|Dominion of Canada|Ontario|Quebec|Québec|British Columbia|Colombie-Britannique|Alberta|Manitoba
    |Saskatchewan|Nova Scotia|Nouvelle-Écosse|New Brunswick|Nouveau-Brunswick|Prince Edward Island
    |Île-du-Prince-Édouard|Newfoundland|Newfoundland and Labrador|Terre-Neuve-et-Labrador|Labrador|Yukon|Yukon Territory
    |Northwest Territories|Territoires du Nord-Ouest|Nunavut`,
  CD: "République démocratique du Congo|República Democrática del Congo|Demokratische Republik Kongo|DRC|DR Congo|Democratic Republic of the Congo|Zaire",
  CG: "Congo|Republic of the Congo|Congo-Brazzaville",
  CH: "Confédération suisse|Schweizerische Eidgenossenschaft|Confederazione Svizzera|Swiss Confederation|Confoederatio Helvetica",
  CI: "Elfenbeinküste|Costa de Marfil|Ivory Coast",
  CN: "中华人民共和国|PRC|PR China|People's Republic of China|Mainland China",
  CV: "Cape Verde",
  CZ: "Tschechische Republik|República Checa|République tchèque|Repubblica Ceca|Česká republika|Czech Republic|Česko",
  DE: "FRG|BRD",
  FK: "Falkland Islands (Malvinas)|Falklands",
  FM: "Federated States of Micronesia",
  FR: "République française|French Republic",
  GB: "United Kingdom of Great Britain and Northern Ireland|UK|U.K.|Great Britain|Britain|England|Scotland|Wales|Northern Ireland|Großbritannien|Inglaterra|Angleterre",
  GR: "EL|Hellenic Republic|Hellas",
  HK: "Hong Kong|Hong Kong SAR",
  IE: "Éire|Republic of Ireland|Irish Republic",
  IR: "Persia",
  IT: "Repubblica italiana|Italian Republic",
  KG: "Kyrgyz Republic",
  KP: "North Korea|DPRK|Democratic People's Republic of Korea",
  KR: "República de Corea|République de Corée|Republik Korea|South Korea|ROK|Korea|Republic of Korea",
  LA: "Laos|Lao|Lao People's Democratic Republic",
  LB: "Lebanese Republic",
  LY: "Libyan Arab Jamahiriya",
  MD: "Moldavia",
  MK: "Macedonia|FYROM|The former Yugoslav Republic of Macedonia",
  MM: "Burma",
  MO: "Macao|Macau|Macao SAR",
  MX: "United Mexican States|Mexican Republic",
  NL: "Holland|The Netherlands|Holanda|Hollande",
  PS: "Palestina|Palästina|Palestine|State of Palestine|Palestinian Territory|Occupied Palestinian Territory|West Bank|Gaza",
  PT: "Portuguese Republic",
  RU: "Russische Föderation|Fédération de Russie|Российская Федерация|Russian Federation|Россия",
  SH: "Saint Helena, Ascension and Tristan da Cunha|Ascension|Tristan da Cunha",
  SK: "Slovak Republic",
  SX: "Sint Maarten (Dutch part)",
  SY: "Syrian Arab Republic",
  SZ: "Swaziland",
  TL: "East Timor",
  TR: "Turkey",
  TT: "Trinidad|Tobago",
  TW: "Republic of China|Taiwan, Province of China|Chinese Taipei",
  TZ: "Zanzibar",
  US: "Vereinigte Staaten von Amerika|Stati Uniti d’America|Estados Unidos da América|Verenigde Staten van Amerika|UNITED STATES|USA|U.S.|U.S.A.|United States of America|America|États-Unis d'Amérique|EEUU|EE. UU.|Estados Unidos de América",
  UY: "Oriental Republic of Uruguay",
  VA: "Vatican|Holy See|Vatican City State",
  VC: "Saint Vincent",
  VG: "British Virgin Islands|Virgin Islands, British",
  VI: "US Virgin Islands|Virgin Islands, U.S.",
  VN: "Viet Nam",
  XK: "Republic of Kosovo",
};

let known: Map<string, string> | undefined;

function names(): Map<string, string> {
  if (known) return known;
  known = new Map();
  for (const [code, texts] of Object.entries(aliases))
    for (const name of texts.split("|")) known.set(countryKey(name), code);
  for (const language of languages) {
    const display = new Intl.DisplayNames(language, { type: "region", fallback: "none" });
    for (const code of countryCodes) {
      const name = display.of(code);
      if (!name) continue;
      for (const key of [countryKey(name), countryKey(withoutUmlauts(name))])
        if (key !== "" && !known.has(key)) known.set(key, code);
    }
  }
  return known;
}

const withoutUmlauts = (name: string) =>
  name.replaceAll(/[äöü]/gi, (letter) => `${letter.normalize("NFD").charAt(0)}e`);

const letters: Record<string, string> = {
  ß: "ss",
  ø: "o",
  ł: "l",
  ı: "i",
  đ: "d",
  æ: "ae",
  œ: "oe",
  þ: "th",
};

/** Returns a name without case, accents, blanks and punctuation, so that spellings of it are one. */
export function countryKey(text: string): string {
  return streamSafe(text.slice(0, 100))
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[ßøłıđæœþ]/g, (letter) => letters[letter] ?? letter)
    .replace(/&/g, "and")
    .replace(/\bsainte?\b/g, "st")
    .replace(/[\u0300-\u036f\u0591-\u05c7\u064b-\u065f]|[^\p{L}\p{N}\p{M}]/gu, "");
}
