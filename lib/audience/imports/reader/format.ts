export const formats = ["csv", "ndjson"] as const;
export type Format = (typeof formats)[number];

/** Returns NDJSON for a file whose first line is a JSON object; any other file is a table. */
export function tellFormat(head: string): Format {
  const first = /^\s*(\{[^\n]*)/.exec(head)?.[1];
  if (!first) return "csv";
  try {
    JSON.parse(first);
    return "ndjson";
  } catch {
    return "csv";
  }
}
