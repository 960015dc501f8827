import type { Encoding } from "#lib/audience/imports/reader/encodings.ts";

/** What a column of a file can be. The values are those of lib/audience/imports/reader/columns.ts. */
export const columnFields = [
  { value: "email", label: "Email address" },
  { value: "firstName", label: "First name" },
  { value: "lastName", label: "Last name" },
  { value: "name", label: "Whole name" },
  { value: "country", label: "Country" },
  { value: "postalCode", label: "Postal code" },
  { value: "timeZone", label: "Time zone" },
  { value: "consentedAt", label: "Date they agreed" },
  { value: "consentSource", label: "Where they agreed" },
  { value: "consentIp", label: "Signed up from (IP)" },
  { value: "confirmedAt", label: "Confirmed on" },
  { value: "confirmIp", label: "Confirmed from (IP)" },
  { value: "tags", label: "Tags" },
] as const;

/** The choice of a column that becomes a field of the workspace's own which does not exist yet. */
export const newField = "new";

export const kindOptions = [
  { value: "text", label: "Text" },
  { value: "number", label: "A number" },
  { value: "date", label: "A date" },
  { value: "yes_no", label: "Yes or no" },
] as const;

/** What a field holds, behind "which holds". */
export const kindWords: Record<string, string> = {
  text: "text",
  number: "numbers",
  date: "dates",
  yes_no: "yes or no",
};

/** Fields of the workspace's own as choices of a column, with the one that makes a new one. */
export const ownFieldOptions = (fields: { id: string; name: string }[]) => [
  ...fields.map(({ id, name }) => ({ value: `field-${id}`, label: name })),
  { value: newField, label: "New field…" },
];

/**
 * What a column can say about who must not be mailed; several columns may. The values are those of
 * lib/audience/imports/reader/standing/standing.ts, behind "stop-".
 */
export const stopFields = [
  { value: "stop-status", label: "Status of each person" },
  { value: "stop-left", label: "Unsubscribed" },
  { value: "stop-blocked", label: "Blocked" },
  { value: "stop-bounced", label: "Bounced" },
  { value: "stop-complained", label: "Reported spam" },
  { value: "stop-subscribed", label: "Subscribed, yes or no" },
  { value: "stop-accepts", label: "Accepts email, yes or no" },
  { value: "stop-receives", label: "What they receive" },
] as const;

/** Answers to what an unknown value means. */
export const meaningOptions = [
  { value: "mail", label: "Gets mail" },
  { value: "left", label: "Unsubscribed" },
  { value: "bounced", label: "Bounced" },
  { value: "complained", label: "Reported spam" },
  { value: "never", label: "Leave out" },
] as const;

export const stopReasonOptions = [
  { value: "unsubscribed", label: "They unsubscribed" },
  { value: "bounced", label: "Their address bounced" },
  { value: "complained", label: "They reported spam" },
  { value: "manual", label: "Suppressed by you" },
] as const;

/** Name of a day that a ground counts from, as a column and as one date for everybody. */
export const dayLabels: Record<string, { column: string; forAll: string }> = {
  express: { column: "Date they agreed", forAll: "Date they all agreed" },
  implied_purchase: { column: "Date of the purchase", forAll: "Date of the purchase, for everybody" },
  implied_inquiry: { column: "Date of the inquiry", forAll: "Date of the inquiry, for everybody" },
  implied_non_business: {
    column: "Date of the gift, work or membership",
    forAll: "Date of the gift, work or membership, for everybody",
  },
  implied_publication: {
    column: "Date the address was found",
    forAll: "Date the addresses were found, for everybody",
  },
  implied_disclosed: {
    column: "Date they gave the address",
    forAll: "Date they gave the address, for everybody",
  },
  suppress: { column: "Since when", forAll: "" },
  legitimate_interest: { column: "Date it began", forAll: "Date it began, for everybody" },
};

/** Fields of a column, with the date named as the ground of the file has it. */
export const columnFieldsFor = (basis: string) => [
  ...columnFields.map((field) =>
    field.value === "consentedAt" ? { ...field, label: dayLabels[basis]?.column ?? field.label } : field,
  ),
  ...stopFields,
];

export type ColumnField = (typeof columnFields)[number]["value"];

export const delimiterOptions = [
  { value: "comma", label: "Commas" },
  { value: "semicolon", label: "Semicolons" },
  { value: "tab", label: "Tabs" },
  { value: "pipe", label: "Vertical bars" },
];

export const formatOptions = [
  { value: "csv", label: "A table (CSV)" },
  { value: "ndjson", label: "Lines of JSON (NDJSON)" },
  { value: "list", label: "Addresses only, without columns" },
];

/** The values are those of lib/audience/imports/reader/decode.ts, the usual ones first. */
export const encodingOptions = [
  { value: "utf-8", label: "UTF-8" },
  { value: "windows-1252", label: "Western European (Windows-1252)" },
  { value: "iso-8859-15", label: "Western European (ISO 8859-15)" },
  { value: "macintosh", label: "Western European (Mac)" },
  { value: "windows-1250", label: "Central European (Windows-1250)" },
  { value: "iso-8859-2", label: "Central European (ISO 8859-2)" },
  { value: "windows-1251", label: "Cyrillic (Windows-1251)" },
  { value: "koi8-r", label: "Cyrillic (KOI8-R)" },
  { value: "koi8-u", label: "Ukrainian (KOI8-U)" },
  { value: "windows-1257", label: "Baltic (Windows-1257)" },
  { value: "windows-1253", label: "Greek (Windows-1253)" },
  { value: "windows-1254", label: "Turkish (Windows-1254)" },
  { value: "shift_jis", label: "Japanese (Shift JIS)" },
  { value: "euc-jp", label: "Japanese (EUC-JP)" },
  { value: "euc-kr", label: "Korean (EUC-KR)" },
  { value: "gb18030", label: "Chinese, simplified (GB 18030)" },
  { value: "big5", label: "Chinese, traditional (Big5)" },
  { value: "utf-16le", label: "UTF-16, little end first" },
  { value: "utf-16be", label: "UTF-16, big end first" },
] as const satisfies { value: Encoding; label: string }[];
