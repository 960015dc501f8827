/** Dots of every script that a mail reader or a browser takes for the one of an address (UTS 46), and those that look like it. */
const dots = /[.\u3002\u06d4\ua4f8\u0701\u0702]/gu;
/** Dots in the middle of a line, which stand between letters in Catalan and French too. */
const middleDots = "[\u00b7\u2022\u2219\u22c5\u2027\u30fb]";
const wellKnown =
  "(?:com|net|org|info|biz|io|co|me|app|dev|xyz|shop|site|online|top|link|click|ru|cn|de|uk|fr|eu)";

const anywhere = [
  /:\/\//u,
  /(?<![\p{L}\p{N}])(?:https?|ftp|mailto|tel|sms|whatsapp) ?:/u,
  /(?<![\p{L}\p{N}])www(?![\p{L}\p{N}])/u,
  /xn--/u,
  // What a phone or a desk program opens, right before what it opens.
  /(?<![\p{L}\p{N}])(?:skype|callto|facetime|viber|tg|sips?|xmpp|javascript|intent|geo):[^\s:]/u,
  // A number in letters, as it is dialed in America.
  /(?<!\d)1-8\d\d-[a-z]{3}/u,
  // An address of the mail, or a name on another service.
  /@[\p{L}\p{N}_]|[\p{L}\p{N}]@/u,
  new RegExp(`[\\p{L}\\p{N}]${middleDots}${wellKnown}(?![\\p{L}\\p{N}])`, "u"),
  // An address of the internet, as four numbers, as one, or in groups (RFC 4291).
  /\d{1,3}[.]\d{1,3}[.]\d{1,3}[.]\d{1,3}/u,
  /0x[0-9a-f]{6}/u,
  /[0-9a-f]{1,4}:[0-9a-f]{0,4}:[0-9a-f]{0,4}:/u,
  /localhost[:/]/u,
];

/** Letters, digits or a picture, a dot, and two letters. */
const domain = /[\p{L}\p{N}\p{M}\p{Extended_Pictographic}_-][.][\p{L}\p{M}]{2}/u;
/** Surely a domain, also among the abbreviations of a street. */
const plainDomain = new RegExp(
  `[\\p{L}\\p{N}_-][.](?:${wellKnown}(?![\\p{L}\\p{N}])|[\\p{L}\\p{M}]{2,20}/)`,
  "u",
);

/** Written like this a person types it off: "evil [dot] example". */
const written = / ?[[({] ?(?:[.]|d[o0]t|punkt|point|punto) ?[\])}] ?/gu;

/** Written out: "evil dot com". With an article before it, it is the boom of that name. */
const spelt =
  /(?<![\p{L}\p{N}])(?!(?:the|a|an|this|that|every|each|new|old|pre|post) )[\p{L}\p{N}_-]{1,63} d[o0]t (?:com|net|org|info|biz|io)(?![\p{L}\p{N}])/u;

/** Words before a number that is to be called, in the languages of our pages. */
const toCall = new RegExp(
  `(?:(?<!\\p{L})(?:${[
    "call|phone|dial|ring|text|sms|mobile|hotline|whatsapp|viber|telegram|signal|tel|telephone",
    "telefon|rufen|anrufen|anruf|t[eé]l[eé]phone|t[eé]l[eé]phonez|appelez|appeler|llame|llama|llamar|tel[eé]fono",
    "chiama|chiami|chiamare|bel|bellen|telefoon|zadzwoń|dzwoń|telefonu|ligue|liga|telefone|ring",
  ].join("|")})(?!\\p{L})|電話|اتصل|هاتف|טלפון|התקשר)[^\\d.!?]{0,24}$`,
  "u",
);

const telephone = /[+0]?\d(?:[ ()/.\u2010-\u2015-]{0,3}\d){5,}/gu;

/**
 * Returns whether a text holds what a mail reader makes a link of, or what a person would go to or call: a web address, an email
 * address, an address of the internet or a telephone number, in any script and however it is hidden. The product's own mails show
 * no such words of strangers.
 */
export function linkish(text: string): boolean {
  const plain = asRead(text);
  return (
    domain.test(plain) ||
    anywhere.some((pattern) => pattern.test(plain)) ||
    spelt.test(plain) ||
    [...plain.matchAll(telephone)].some(isTelephone)
  );
}

/** Returns whether a postal address holds a web or email address, among its abbreviations and numbers. */
export function holdsWebAddress(text: string): boolean {
  const plain = asRead(text);
  return plainDomain.test(plain) || anywhere.some((pattern) => pattern.test(plain));
}

/**
 * A number that begins as one does, or that is too long for a date or two years. A shorter one is told by its four pairs, or by a word
 * before it that asks for a call.
 */
function isTelephone({ 0: found, index, input = "" }: RegExpMatchArray): boolean {
  const digits = found.replace(/\D/gu, "");
  if (found.startsWith("+") || digits.startsWith("0") ? digits.length >= 7 : digits.length >= 9) return true;
  if (digits.length < 7 || isDate(found)) return false;
  return inPairs.test(found) || toCall.test(input.slice(Math.max(0, (index ?? 0) - 40), index));
}

/** Eight digits in pairs, as they are written in France and in the North. */
const inPairs = /^\d\d([ .-])\d\d\1\d\d\1\d\d$/u;

/** A day in figures, in either order, or two years. */
const isDate = (found: string) =>
  /^(?:\d{1,2}[ ./-]{1,2}\d{1,2}[ ./-]{1,2}(?:19|20)\d\d|(?:19|20)\d\d([ ./-]?)[01]\d\1[0-3]\d|(?:19|20)\d\d[ /\u2010-\u2015-]{1,3}(?:19|20)\d\d)$/u.test(
    found,
  );

/** Returns a text as a person reads it: composed for compatibility, without what has no width, with each dot a full stop. */
function asRead(text: string): string {
  return text
    .normalize("NFKC")
    .replace(invisible, "")
    .replace(/\p{Nd}/gu, (digit) => latinDigit(digit))
    .replace(dots, ".")
    .replace(/\s+/gu, " ")
    .toLowerCase()
    .replace(written, ".");
}

/** Format characters, joiners, variation selectors and fillers of Hangul, which show nothing. */
const invisible = /\p{Cf}|\p{Variation_Selector}|[\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5/gu;

/** Returns the Latin digit for one of any script: each script has its ten in a row. */
function latinDigit(digit: string): string {
  if (digit <= "9") return digit;
  let at = digit.codePointAt(0) ?? 0;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(at - 1))) {
    at -= 1;
    value += 1;
  }
  return String(value % 10);
}

/**
 * Returns words of a stranger for a mail of the product, at most `max` characters: those that hold a link or a number stand
 * without the marks and digits that make it one.
 */
export function unlinked(text: string, max: number): string {
  const shown = linkish(text) ? withoutMarks(text) : text;
  const points = [...shown];
  return points.length <= max
    ? shown
    : `${points
        .slice(0, max - 1)
        .join("")
        .trimEnd()}…`;
}

const withoutMarks = (text: string) =>
  text
    .normalize("NFKC")
    .replace(invisible, "")
    .replace(/(?<![\p{L}\p{N}])www(?![\p{L}\p{N}])|xn--/giu, " ")
    .replace(/[\p{Nd}.\u3002\u06d4\ua4f8\u0701\u0702\u00b7\u2022\u2219\u22c5\u2027\u30fb:/@[\](){}]+/gu, " ")
    .replace(/ {2,}/gu, " ")
    .replace(/ d[o0]t (?=com|net|org|info|biz|io)/giu, " ")
    .trim();
