// Matches what Excel, LibreOffice and Google Sheets take for the start of a formula, also after an import of
// their own. Includes the full-width forms they fold (OWASP, CSV Injection).
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;

/**
 * Returns a text that no spreadsheet runs, with `'` before a text that begins like a formula. A text that
 * only looks guarded gets one `'` more, so that `unguardCell` always returns what was exported.
 */
export function guardCell(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

/** Returns the text that `guardCell` was given. */
export function unguardCell(cell: string): string {
  return cell.charCodeAt(0) === 0x27 && formula.test(cell) ? cell.slice(1) : cell;
}

/**
 * Returns one record of RFC 4180, line break included. Every value is quoted, formulas are guarded, null and
 * undefined are empty.
 */
export function csvRow(values: readonly (string | number | boolean | Date | null | undefined)[]): string {
  return `${values.map(csvCell).join(",")}\r\n`;
}

function csvCell(value: string | number | boolean | Date | null | undefined): string {
  if (value === null || value === undefined) return '""';
  if (value instanceof Date) return `"${value.toISOString()}"`;
  // A number is no text that an attacker chose, so -5 stays a number.
  if (typeof value !== "string") return `"${value}"`;
  return `"${guardCell(value).replaceAll('"', '""')}"`;
}
