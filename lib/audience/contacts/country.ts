import { codeOfCode, countryCodes } from "./country-codes.ts";
import { codeOfName, countryKey } from "./country-names.ts";

/**
 * Returns the ISO 3166-1 alpha-2 code of a country in any usual spelling, or null. Understands codes of two or three
 * letters and numbers, names in some hundred languages, official long forms, ISO 3166-2 codes, Canada's provinces, and
 * a place before or behind its country.
 */
export function countryCode(text: string): string | null {
  if (text.length === 2 && countryCodes.has(text)) return text;
  const before = recent.get(text);
  if (before !== undefined) return before;

  const code = text.length > longest ? null : read(text.trim());
  remember(text, code);
  return code;
}

/** Returns whether a cell says that no country is known: a dash, a word for nothing, a spreadsheet's error. */
export function isNoCountry(text: string): boolean {
  if (text.length > 30) return false;
  const word = text.trim().toLowerCase();
  return nothing.has(word) || nothing.has(word.replace(/^[([<"'#]+|[)\]>"'!?]+$/g, ""));
}

/** No name of a country with its place is longer. */
const longest = 120;

const nothing = new Set(
  `|-|--|---|–|—|.|?|??|/|0|n/a|n.a.|n.a|n / a|#n/a|null|nil|none|nan|undefined|unknown|not known|not set|not specified|not
provided|not available|no country|no data|empty|blank|unbekannt|keine|keine angabe|k.a.|k. a.|k.a|leer|nicht angegeben
|inconnu|non renseigné|aucun|aucune|desconocido|ninguno|sconosciuto|nessuno|desconhecido|nenhum|onbekend|geen|okänd|ukjent
|ukendt|tuntematon|nieznany|brak|neznámé|neznámá|ismeretlen|necunoscut|bilinmiyor|άγνωστο|неизвестно|нет|невідомо|不明|未知|无
|無|なし|없음|알 수 없음|غير معروف|לא ידוע|xx|zz|ref|name|value|div/0|num|error|n/d|s/d`
    .replaceAll("\n", " ")
    .split("|")
    .map((word) => word.trim()),
);

const recent = new Map<string, string | null>();

function remember(text: string, code: string | null) {
  if (text.length > longest) return;
  if (recent.size >= 1000) recent.clear();
  // A copy, because a cell refers to its piece of the file and would keep all of that in memory.
  recent.set(Buffer.from(text, "utf16le").toString("utf16le"), code);
}

function read(given: string): string | null {
  const text = withoutFlags(given);
  const whole = strong(text) ?? codeOf(text) ?? official(text);
  if (whole) return whole;
  const region = /^([A-Za-z]{2})[-_]([A-Za-z0-9]{1,3})$/.exec(text)?.[1];
  if (region && countryCodes.has(region.toUpperCase())) return region.toUpperCase();
  return fromParts(
    text.split(/[,;/|()[\]·•:\n]+|\s[-–—]\s|\s*[-–—]\s+/).filter((part) => part.trim() !== ""),
  );
}

/** Returns the country that the parts of a text agree on. Where they name several, Canada's law is the strictest. */
function fromParts(parts: string[]): string | null {
  const pieces = parts.length === 1 ? (parts[0] ?? "").split(/[\s_-]+/) : parts;
  const named = pieces.map((part) => strong(part) ?? official(part)).filter((code) => code !== null);
  const found =
    named.length > 0 && parts.length > 1 ? named : pieces.map(weak).filter((code) => code !== null);
  if (parts.length === 1 && !pieces.every((part) => weak(part))) return null;
  return found.includes("CA") ? "CA" : (found.at(-1) ?? null);
}

/** Returns the country of a name, or of a code of three letters, which are hardly ever anything else. */
function strong(text: string): string | null {
  const trimmed = text.trim();
  const letters = trimmed.replaceAll(".", "").toUpperCase();
  if (/^[A-Z]{3}$/.test(letters)) return codeOfCode(letters) ?? codeOfName(trimmed) ?? null;
  return letters.length > 2 && !/^\d/.test(letters) ? (codeOfName(trimmed) ?? null) : nameOfTwo(trimmed);
}

/** Returns the country of a short name such as 中国 or UK; codes of two letters are no names. */
function nameOfTwo(text: string): string | null {
  const code = codeOfName(text) ?? null;
  return code && !countryCodes.has(countryKey(text).toUpperCase()) ? code : null;
}

/** Returns the country of a code of two letters or of digits. */
function codeOf(text: string): string | null {
  const code = text.trim().replaceAll(".", "").toUpperCase();
  if (countryCodes.has(code)) return code;
  if (/^\d{2,3}$/.test(code)) return codeOfCode(code) ?? null;
  return provinces.has(code) ? "CA" : null;
}

const weak = (text: string): string | null => strong(text) ?? codeOf(text);

/** Codes of Canada's provinces that are no country's. */
const provinces = new Set("ON QC BC AB MB NB NS NT".split(" "));

/** Returns the country of a long form: "Korea, Republic of", "Kingdom of the Netherlands", "República de Chile". */
function official(text: string): string | null {
  const [, name = "", form = ""] = /^([^,(]+)[,(]\s*([^,()]+)\)?$/.exec(text) ?? [];
  const turned = form ? `${form.trim()} ${name.trim()}` : text;
  const direct = form ? codeOfName(turned) : undefined;
  if (direct) return direct;
  const short = shortened(turned);
  return short === null ? null : (codeOfName(short) ?? codeOfName(`The ${short}`) ?? null);
}

const forms =
  "republic|kingdom|state|states|commonwealth|principality|duchy|sultanate|union|emirate|federation|confederation|province|territory|territories|islands|republik|königreich|fürstentum|großherzogtum|république|royaume|principauté|república|reino|principado|repubblica|regno|principato|republiek|koninkrijk|rzeczpospolita";
const adjectives =
  "the|federal|federated|federative|democratic|islamic|people's|peoples|people’s|socialist|bolivarian|plurinational|oriental|co-operative|cooperative|hellenic|united|grand|hashemite|independent|arab|sovereign|occupied|british|french|us|la|le|el|il|das|die|vereinigtes|bundesrepublik|fédérale|federal|democrática|vereinigte";
const longForm = new RegExp(
  `^(?:(?:${adjectives})\\s+){0,4}(?:${forms})(?:\\s+(?:federal|federative|unita|unida|bolivariana|oriental))?(?:\\s+(?:of|de|des|du|del|della|do|da|von|van|der|dem|het|la|the|and)(?=\\s)|\\s+(?:d'|d’|dell'|dell’|l'))*\\s*(.+)$`,
  "iu",
);

function shortened(text: string): string | null {
  if (/^bundesrepublik\s+deutschland$/iu.test(text)) return "Deutschland";
  return longForm.exec(text)?.[1] ?? null;
}

/** Returns a text with its flags as the letters they are made of: 🇨🇦 is CA. */
function withoutFlags(text: string): string {
  return text
    .replace(/[\u{1F1E6}-\u{1F1FF}]{2}/gu, (flag) => {
      const code = [...flag]
        .map((letter) => String.fromCharCode((letter.codePointAt(0) ?? 0) - 0x1f1e6 + 65))
        .join("");
      return text.trim() === flag ? code : "";
    })
    .trim();
}
