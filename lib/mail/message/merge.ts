import { quotedPrintablePiece } from "./mime.ts";

/**
 * Names where a value is put, which decides how it is escaped. `url` is inside a link of the HTML part and `textUrl`
 * inside one of the text part, percent-encoded both.
 */
export type MergeContext = "text" | "html" | "url" | "textUrl";

export type MergeToken = { field: string; fallback: string; context: MergeContext };

/** Holds the text between merge fields, and the fields. */
export type Template = (string | MergeToken)[];

/** Matches {{first_name|there}}; a field inside a link bears "@url" behind its name. */
export const mergeTag = /\{\{\s*([A-Za-z_][A-Za-z0-9_]*)(@url)?\s*(?:\|([^{}]*))?\}\}/g;

/** Splits a template at its merge fields. Braces that hold no field stay text. */
export function parseTemplate(text: string, context: "text" | "html"): Template {
  const template: Template = [];
  let end = 0;
  for (const match of text.matchAll(mergeTag)) {
    if (match.index > end) template.push(text.slice(end, match.index));
    end = match.index + match[0].length;
    const inUrl = match[2] !== undefined;
    template.push({
      field: (match[1] ?? "").toLowerCase(),
      fallback: (match[3] ?? "").trim(),
      context: inUrl ? (context === "html" ? "url" : "textUrl") : context,
    });
  }
  if (end < text.length) template.push(text.slice(end));
  return template;
}

/** Fills in the values that are the same for every recipient. */
export function fillFixed(template: Template, values: Record<string, string>): Template {
  const filled: Template = [];
  for (const part of template) {
    const fixed = typeof part === "string" ? part : fixedValue(part, values);
    const last = filled.at(-1);
    if (typeof fixed === "string" && typeof last === "string") filled[filled.length - 1] = last + fixed;
    else filled.push(fixed);
  }
  return filled;
}

/** Encodes the fixed text once, so that only the values are left to encode for each recipient. */
export function quotedPrintable(template: Template): Template {
  return template.map((part) => (typeof part === "string" ? quotedPrintablePiece(part) : part));
}

const ownLinks = new Set(["unsubscribe_url", "preferences_url", "agree_url"]);

/** Returns the value of a field for one recipient, escaped for its context. */
export function mergeValue(part: MergeToken, values: Record<string, string>): string {
  const value = Object.hasOwn(values, part.field) ? oneLineValue(values[part.field] ?? "") : "";
  if (value === "") {
    if (part.context === "url") return encoded(unescapeHtml(part.fallback));
    return part.context === "textUrl" ? encodedInText(part.fallback) : part.fallback;
  }
  if (part.context === "text") return value;
  // Our own links are whole and already encoded; any other field in a link is a value inside it.
  if (ownLinks.has(part.field)) return part.context === "textUrl" ? value : escapeHtml(value);
  if (part.context === "html") return escapeHtml(value);
  return part.context === "url" ? encoded(value) : encodedInText(value);
}

/** Marks the fields of an address, so that their values are percent-encoded. */
export const markUrlFields = (address: string): string =>
  address.replace(mergeTag, (_, field, _mark, fallback) =>
    fallback === undefined ? `{{${field}@url}}` : `{{${field}@url|${fallback}}}`,
  );

const encoded = (value: string) => encodeURIComponent(value.toWellFormed());

// Brackets and quotes too, because mail programs end an address in running text at them.
const encodedInText = (value: string) =>
  encoded(value).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

function unescapeHtml(text: string): string {
  return text
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&");
}

// A contact's data may hold anything. A line break or a bidi override in a name would rewrite the message
// around it.
function oneLineValue(value: string): string {
  return value.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu, " ").replace(/[\u202a-\u202e\u2066-\u2069]/g, "");
}

function fixedValue(part: MergeToken, values: Record<string, string>): string | MergeToken {
  if (!Object.hasOwn(values, part.field)) return part;
  const value = values[part.field] ?? "";
  if (part.context === "text") return value;
  if (part.context === "url" || part.context === "textUrl") return encoded(value);
  return escapeHtml(value).replace(/\r?\n/g, "<br>");
}
