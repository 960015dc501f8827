/** What stands between tags, each with line breaks: in forms, and what other tools write where there is no comma. */
const inForms = /[,\n]/;
const elsewhere = [/[;\n]/, /[|\n]/];

/**
 * Returns tags as one writes them: separated by commas or line breaks, a tag that holds a comma in quotes. Nothing is checked, and
 * blanks around a tag stay.
 */
export const splitTags = (given: string): string[] => cut(given, inForms);

/**
 * Returns the tags of a file's cell. Mailchimp quotes each one, some tools escape the quotes with a backslash or twice, and others
 * write a list of JSON or put semicolons or bars between them.
 */
export function splitTagsOfFile(given: string): string[] {
  const text = given.trim();
  const list = listOf(text);
  if (list) return list;
  const plain = withSingleQuotes(text.replaceAll('\\"', '"'));
  for (const separator of [inForms, ...elsewhere]) {
    if (!separator.test(plain)) continue;
    const found = cut(plain, separator);
    if (found.length > 1) return found;
  }
  return cut(plain, inForms);
}

/** A cell whose quotes were doubled once too often begins with several of them. */
const withSingleQuotes = (text: string) =>
  /^"{2,3}[^",;|]/.test(text) ? text.replaceAll(/"{2,3}/g, '"') : text;

/** Returns tags as `splitTags` reads them. */
export const joinTags = (names: string[]): string =>
  names.map((name) => (/[,"]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(", ");

function listOf(text: string): string[] | null {
  if (!text.startsWith("[") || !text.endsWith("]")) return null;
  try {
    const list: unknown = JSON.parse(text);
    if (Array.isArray(list) && list.every((tag) => typeof tag === "string" || typeof tag === "number"))
      return list.map(String);
  } catch {}
  return null;
}

const cut = (text: string, separator: RegExp): string[] =>
  (text.includes('"') && pieces(text, separator)) || text.split(separator);

/** Splits a text outside of quotes; null where a quote is opened and never closed. */
function pieces(text: string, separator: RegExp): string[] | null {
  const found: string[] = [];
  let part = "";
  let empty = true;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] as string;
    if (sign === '"' && quoted && text[at + 1] === '"') {
      part += sign;
      at++;
    } else if (sign === '"' && (quoted || empty)) {
      quoted = !quoted;
      empty = false;
    } else if (!quoted && separator.test(sign)) {
      found.push(part);
      part = "";
      empty = true;
    } else {
      part += sign;
      if (sign !== " ") empty = false;
    }
  }
  if (quoted) return null;
  found.push(part);
  return found;
}
