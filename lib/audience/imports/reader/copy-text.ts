/** Value a COPY column accepts. Lists are not converted; write them as text first. */
export type CopyValue = string | number | bigint | boolean | Date | null | undefined;

/**
 * Returns one line of PostgreSQL's COPY text format with its line break. Tabs separate values, `\N`
 * stands for null and undefined, and backslash, tab and line breaks are escaped (PostgreSQL manual,
 * COPY, "Text Format"). Send it as UTF-8.
 * @throws RangeError for a text with a NUL character, because Postgres stores none.
 */
export function copyLine(values: readonly CopyValue[]): string {
  let line = "";
  for (let i = 0; i < values.length; i++)
    line += i === 0 ? copyField(values[i]) : `\t${copyField(values[i])}`;
  return `${line}\n`;
}

const special = /[\\\t\n\r\0]/;

function copyField(value: CopyValue): string {
  if (typeof value === "string") return special.test(value) ? escaped(value) : value;
  if (value === null || value === undefined) return "\\N";
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "boolean") return value ? "t" : "f";
  return String(value);
}

function escaped(text: string): string {
  if (text.includes("\0")) throw new RangeError("Postgres text cannot hold a NUL character.");
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll("\t", "\\t")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r");
}
