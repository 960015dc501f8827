// What Excel, LibreOffice and Google Sheets take for the beginning of a formula, also after an import of their own, and
// the full-width forms they fold (OWASP, CSV Injection).
const formula = /^'*[=+\-@\t\r\n＝＋－＠]/;

/**
 * A text that no spreadsheet runs: `'` in front of what begins like a formula. A text that only looks guarded gets one
 * `'` more, so `unguardCell` always gives back what was exported.
 */
export function guardCell(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

/** The text `guardCell` was given. */
export function unguardCell(cell: string): string {
  return cell.charCodeAt(0) === 0x27 && formula.test(cell) ? cell.slice(1) : cell;
}

/** One record of RFC 4180, line break included: everything quoted, formulas guarded, null and undefined empty. */
export function csvRow(values: readonly (string | number | boolean | Date | null | undefined)[]): string {
  return `${values.map(csvCell).join(",")}\r\n`;
}

function csvCell(value: string | number | boolean | Date | null | undefined): string {
  if (value === null || value === undefined) return '""';
  if (value instanceof Date) return `"${value.toISOString()}"`;
  // A number is no text somebody else chose: -5 stays a number.
  if (typeof value !== "string") return `"${value}"`;
  return `"${guardCell(value).replaceAll('"', '""')}"`;
}
