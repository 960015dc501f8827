/** What a column of a file can be. The values are those of lib/imports/columns.ts. */
export const columnFields = [
  { value: "email", label: "Email address" },
  { value: "firstName", label: "First name" },
  { value: "lastName", label: "Last name" },
  { value: "name", label: "Whole name" },
  { value: "country", label: "Country" },
  { value: "consentedAt", label: "Date they agreed" },
  { value: "consentSource", label: "Where they agreed" },
  { value: "consentIp", label: "IP address they agreed from" },
] as const;

export type ColumnField = (typeof columnFields)[number]["value"];

export const delimiterOptions = [
  { value: "comma", label: "Commas" },
  { value: "semicolon", label: "Semicolons" },
  { value: "tab", label: "Tabs" },
  { value: "pipe", label: "Vertical bars" },
];
