/** A row of a table with the line of the file on which it begins, counted from 1. */
export type TableRow = { line: number; cells: string[] };

/**
 * Returns the rows of a small CSV file (RFC 4180) whose cells stand between commas, semicolons or tabs, whichever its first
 * line has. Blank lines are left out. It reads no further than `most` rows and one.
 */
export function csvTable(given: string, most: number): TableRow[] {
  const text = given.replace(/^\uFEFF/, "");
  const first = /^[^\r\n]*/.exec(text)?.[0] ?? "";
  const separator = first.includes("\t") ? "\t" : first.includes(";") && !first.includes(",") ? ";" : ",";
  const rows: TableRow[] = [];
  let row: TableRow = { line: 1, cells: [] };
  let cell = "";
  let quoted = false;
  let line = 1;
  const endRow = () => {
    row.cells.push(cell);
    if (row.cells.some((each) => each.trim() !== "")) rows.push(row);
    cell = "";
  };
  for (let at = 0; at < text.length && rows.length <= most; at += 1) {
    const sign = text[at];
    if (sign === "\n") line += 1;
    if (quoted) {
      if (sign !== '"') cell += sign;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (sign === '"' && cell === "") quoted = true;
    else if (sign === separator) {
      row.cells.push(cell);
      cell = "";
    } else if (sign === "\n") {
      endRow();
      row = { line, cells: [] };
    } else if (sign !== "\r") cell += sign;
  }
  if (rows.length <= most) endRow();
  return rows;
}
