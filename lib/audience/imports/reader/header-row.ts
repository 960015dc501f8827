import { looksLikeAddress } from "./columns.ts";
import { usualWidth } from "./dialect.ts";
import { headerKey, synonyms } from "./synonyms.ts";

const looksAt = 30;
const emailNames = new Set(synonyms.email);

/**
 * Returns which of the first rows the table begins with: 0, or the first below title lines. Titles are narrower than the table, hold
 * no address, and the row below them does or names a column of addresses.
 */
export function headerRow(rows: string[][]): number {
  const first = rows.slice(0, looksAt);
  const width = usualWidth(rows.map((row) => row.length));
  if (isBeginning(first[0] ?? [], width)) return 0;
  const found = first.findIndex((row) => row.length > 1 && isBeginning(row, width));
  return Math.max(found, 0);
}

function isBeginning(row: string[], width: number): boolean {
  if (row.some(looksLikeAddress)) return true;
  if (row.some((cell) => emailNames.has(headerKey(cell)))) return row.length === 1 ? width === 1 : true;
  const filled = row.filter((cell) => cell.trim() !== "").length;
  return row.length >= width && filled > 1 && filled * 2 >= width;
}
