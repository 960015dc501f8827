import { isFieldName, nearestField, ownField } from "./foreign-fields.ts";
import { mergeTag } from "./merge.ts";
import { builtInFields } from "./message-source.ts";

export type ForeignTag = {
  /** The tag as it was typed. */
  typed: string;
  at: number;
  line: number;
  /** The product whose tag it is, where only one has it. */
  product: string | null;
  /** Our merge field for the same, or null where there is none. */
  own: string | null;
  /** True where it can be nothing but a tag; readers would get it as it stands. */
  sure: boolean;
  /** True for a field of our own way to write whose name we do not have. */
  misspelt: boolean;
};

/** `always`: nothing else is written like this. `named`: with a field's name in it. `advice`: even then perhaps prose. */
type Shape = { pattern: RegExp; product?: string; sure: "always" | "named" | "advice"; bare?: RegExp };

/** A name with blanks, dots or a fallback behind it. */
const code = /^[\p{L}_$][\p{L}\p{N}_$]*[.:>=-]|^[\p{Lu}\p{N}_]{3,}$|_|\p{Ll}\p{Lu}/u;
const anything = /./;

const shapes: Shape[] = [
  {
    pattern: /(?:\*|%2A)\\?(?:\||%7C)([^|*%\n\\]{1,120})\\?(?:\||%7C)(?:\*|%2A)/gi,
    product: "Mailchimp",
    sure: "always",
  },
  { pattern: /%%(\p{L}[\p{L}\p{N}_.: -]{0,80})%%/gu, product: "Salesforce", sure: "always" },
  { pattern: /\{{3}\s?([^{}\n]{1,160})\}{3}/g, sure: "always" },
  { pattern: /(?<!\{)\{\{([^{}\n]{1,200})\}\}(?!\})/g, sure: "always" },
  { pattern: /\{\{(\$\{[^{}\n]{1,120}\}[^{}\n]{0,60})\}\}/g, product: "Braze", sure: "always" },
  { pattern: /(?:%7B){2}([^{}\n]{1,120}?)(?:%7D){2}/gi, sure: "always" },
  {
    pattern: /%(recipient[._][\p{L}_]{1,40}|[A-Z][A-Z0-9_.-]{1,40}|\p{L}[\p{L}_.]{1,40})%/gu,
    sure: "named",
    bare: /^recipient|^[A-Z][A-Z0-9_]{2,}$/,
  },
  { pattern: /(?:\[|%5B){2}([^[\]\n%]{1,120})(?:\]|%5D){2}/gi, sure: "named", bare: code },
  {
    pattern: /(?<!\{)\{\$([\p{L}_][\p{L}\p{N}_.>-]{0,60})\}/gu,
    product: "MailerLite",
    sure: "named",
    bare: anything,
  },
  { pattern: /(?<![{$])\{!([\p{L}_][\p{L}\p{N}_.]{0,60})\}/gu, sure: "named", bare: anything },
  { pattern: /(?<!\{)\$\{([\p{L}_][\p{L}\p{N}_. ]{0,60})\}/gu, sure: "named", bare: anything },
  { pattern: /\{%-?\s?([^%{}\n]{1,160}?)\s?-?%\}/g, sure: "named", bare: anything },
  { pattern: /<%=?\s?([^%<>\n]{1,160}?)\s?%>/g, sure: "named", bare: anything },
  { pattern: /\[%\s?([^%[\]\n]{1,120}?)\s?%\]/g, sure: "named", bare: anything },
  { pattern: /\$\[(\p{L}[^[\]$\n]{0,80})\]\$/gu, product: "Zoho", sure: "always" },
  { pattern: /#(recipient:[\p{L}_]{1,40})#/gu, product: "Moosend", sure: "always" },
  { pattern: /~(Contact\.[\p{L}_.]{1,60})~/gu, product: "Keap", sure: "always" },
  { pattern: /\$(SUBSCRIBER\.[A-Z_]{1,40})\$/g, sure: "always" },
  {
    pattern: /\[([\p{L}_ ]{1,40}, ?fallback=[^[\]\n]{0,80})\]/giu,
    product: "Campaign Monitor",
    sure: "always",
  },
  { pattern: /\[((?:subscriber|link|contact_attribute):[^[\]\n]{1,80})\]/gi, sure: "always" },
  {
    pattern: /(?<![{$\p{L}\p{N}])\{\s?((?:contactfield=)?[\p{L}_][\p{L}_. -]{1,40})\s?\}(?!\})/gu,
    sure: "named",
  },
  // One brace too few on a side of our own mark.
  { pattern: /(?<!\{)\{\{\s?([\p{L}_]{2,40})\s?\}(?!\})/gu, sure: "named" },
  { pattern: /(?<!\{)\{\s?([\p{L}_]{2,40})\s?\}\}/gu, sure: "named" },
  { pattern: /«\s?([\p{L}_ ]{2,40}?)\s?»/gu, product: "Word", sure: "advice" },
  { pattern: /(?<![\]!\\[])\[([\p{L}_ ]{3,30})\](?![([:\]])/gu, sure: "advice" },
  { pattern: /(?<![\p{L}\p{N}@])@([A-Z][A-Z_]{3,30})@/gu, sure: "advice" },
  { pattern: /\(\(([\p{L}_ ]{3,30})\)\)/gu, sure: "advice" },
];

/** Filters of template languages, which our fields do not have: behind | ours takes words. */
const filter =
  /^(?:(?:capitali[sz]e|titleca?s?e?|title|upcase|upper|downcase|lower|strip|trim|escape|safe)(?![\p{L}\p{N}])|default\b|fallback\s?[=:])/iu;
const valueOfDefault =
  /(?:default|fallback)\s?(?:[:=(]\s?)?(?:"([^"\n]{0,60})"|'([^'\n]{0,60})'|“([^”\n]{0,60})”|=([^[\]{}|"'\n]{0,60}))|\bOR\s?"([^"\n]{0,60})"/;

/**
 * Returns the merge tags of other products that a text holds, and misspelt ones of ours, in order. They stay as they are, so a reader
 * would be addressed as *|FNAME|*. `known` are our own fields.
 */
export function foreignTags(text: string, known: Iterable<string> = builtInFields, most = 50): ForeignTag[] {
  const fields = new Set(known);
  const taken: { from: number; to: number }[] = [];
  const found: Omit<ForeignTag, "line">[] = [];
  for (const { pattern, product = null, sure, bare } of shapes) {
    for (const { 0: typed, 1: inside = "", index } of text.matchAll(pattern)) {
      const to = index + typed.length;
      if (taken.some((other) => index < other.to && to > other.from)) continue;
      if (found.length >= most * 4) break;
      // An author escapes a sign to print it as it is.
      if (text[index - 1] === "\\") continue;
      if (isOurs(typed, fields) || isPercentEncoded(typed, text.slice(to, to + 2))) continue;
      const name = nameIn(inside);
      const named = isFieldName(name) || fields.has(name.toLowerCase());
      if (!named && sure !== "always" && !bare?.test(inside)) continue;
      taken.push({ from: index, to });
      found.push({
        typed,
        at: index,
        product,
        own: ownTag(name, inside, fields),
        sure: sure === "always" || (sure === "named" && named),
        misspelt: wholeTag(typed) !== null && !fields.has((wholeTag(typed)?.[1] ?? "").toLowerCase()),
      });
    }
  }
  let line = 1;
  let end = 0;
  return found
    .toSorted((a, b) => a.at - b.at)
    .slice(0, most)
    .map((tag) => {
      line += text.slice(end, tag.at).split("\n").length - 1;
      end = tag.at;
      return { ...tag, line };
    });
}

/** Returns a text with the tags of other products as our own fields, where we have them: all, or those typed like `only`. */
export function replaceForeignTags(
  text: string,
  known?: Iterable<string>,
  only?: string,
): { text: string; replaced: number } {
  let result = "";
  let end = 0;
  let replaced = 0;
  for (const { typed, at, own } of foreignTags(text, known, 1000)) {
    if (own === null || (only !== undefined && typed !== only)) continue;
    result += text.slice(end, at) + own;
    end = at + typed.length;
    replaced++;
  }
  return { text: result + text.slice(end), replaced };
}

/** Says what a tag is and what to write, without the end of the sentence. */
export function tagAdvice({ typed, product, own, sure, misspelt }: ForeignTag): string {
  if (misspelt)
    return `there is no field called “${wholeTag(typed)?.[1]}”.${own ? ` Did you mean ${own}?` : ""}`;
  const what = sure
    ? `is ${product ? `a merge tag of ${product}` : "no merge field of ours"}, and readers would see it as it stands`
    : `looks like a merge tag${product ? ` of ${product}` : ""}, and readers see it as it stands`;
  return `“${typed}” ${what}. ${own ? `Did you mean ${own}?` : "There is no field for it here: write the words themselves, or take it out."}`;
}

function isOurs(typed: string, fields: Set<string>): boolean {
  const [, name = "", , fallback = ""] = wholeTag(typed) ?? [];
  return fields.has(name.toLowerCase()) && !filter.test(fallback.trim());
}

function wholeTag(typed: string): RegExpExecArray | null {
  const found = new RegExp(mergeTag.source).exec(typed);
  return found?.[0] === typed ? found : null;
}

// "%C3%" and "%AD…%20" are parts of an encoded address.
const isPercentEncoded = (typed: string, after: string) =>
  /^%[0-9A-F]{2}/i.test(typed) &&
  !typed.startsWith("%%") &&
  !/^%(?:2A|7B|5B)/i.test(typed) &&
  (/^[0-9A-F]{2}$/i.test(after) || typed.length <= 4);

/** Returns the field's name out of what stands between the signs: without conditions, filters and fallbacks. */
function nameIn(inside: string): string {
  const plain = decoded(inside)
    .replace(/^\$\{([^{}]*)\}/, "$1")
    .replace(/\\/g, "");
  const bare = plain.split(/\||,| OR |\?\?|:default\b/)[0] ?? "";
  return bare
    .replace(/^\s*(?:#?(?:if|unless|each|else|end(?:if)?|IFNOT|ELSE|END)\b[: ]?|data:|var:)/i, "")
    .trim();
}

function ownTag(name: string, inside: string, fields: Set<string>): string | null {
  // A condition is no value.
  if (/^\s*(?:[#/^]|(?:if|unless|for|each|else|end|IF:|IFNOT:|ELSE:|END:)(?![\p{L}]))/iu.test(inside))
    return null;
  const field = fields.has(name.toLowerCase())
    ? name.toLowerCase()
    : (ownField(name) ?? nearestField(name, fields));
  if (field === null || !fields.has(field)) return null;
  const values = valueOfDefault.exec(decoded(inside));
  const [, behind = "", ...more] = inside.split("|");
  const ours = more.length === 0 && /^[^:="'()]{1,60}$/.test(behind) ? behind.trim() : "";
  const fallback =
    values?.slice(1).find((value) => value !== undefined) ?? (ours && !filter.test(ours) ? ours : "");
  return fallback.trim() ? `{{${field}|${fallback.trim()}}}` : `{{${field}}}`;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
