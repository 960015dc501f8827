import { limits } from "../limits.ts";
import type { ReadingBudget } from "./reading-budget.ts";
import { type XmlHandler, xmlReader } from "./xml.ts";

/** Value of a cell as the sheet holds it; `shared` is the number of a shared text. */
export type SheetCell = { column: number; text: string; shared: number };
export type SheetRow = { line: number; cells: SheetCell[] };

/** Most rows a spreadsheet has. */
const mostRows = 1_048_576;

type Facts = { since1904: boolean; dates: boolean[] };

/** Yields the rows of a sheet that hold something: cached values of formulas, dates as ISO, numbers without exponents. */
export async function* sheetRows(
  source: AsyncIterable<Uint8Array>,
  facts: Facts,
  budget: ReadingBudget,
): AsyncGenerator<SheetRow, void, undefined> {
  let rows: SheetRow[] = [];
  const reader = xmlReader(
    source,
    rowHandler(facts, (row) => void rows.push(row)),
    budget,
  );
  try {
    for (let more = true; more; ) {
      more = await reader.next();
      yield* rows;
      rows = [];
    }
  } finally {
    await reader.stop();
  }
}

function rowHandler({ since1904, dates }: Facts, done: (row: SheetRow) => void): XmlHandler {
  let line = 0;
  let column = -1;
  let row: SheetRow | null = null;
  let cell: { type: string; style: number } | null = null;
  let value = "";
  let part = "";
  let reading = false;
  return {
    open(name, attributes) {
      if (name === "row") {
        const named = Number(attributes.r);
        line = Number.isSafeInteger(named) && named > line && named <= mostRows ? named : line + 1;
        row = { line, cells: [] };
        column = -1;
      } else if (name === "c" && row) {
        column = columnOf(attributes.r) ?? column + 1;
        cell = { type: attributes.t ?? "n", style: Number(attributes.s ?? 0) };
        value = "";
      } else if (name === "rPh") reading = true;
      else if (cell && (name === "v" || name === "t")) part = name;
    },
    close(name) {
      if (name === "row") {
        if (row && row.cells.length > 0) done(row);
        row = null;
      } else if (name === "c" && cell && row) {
        if (value !== "" && column >= 0 && column < limits.columns && row.cells.length < limits.columns)
          row.cells.push(read(column, value, cell.type, dates[cell.style] === true, since1904));
        cell = null;
      } else if (name === "rPh") reading = false;
      else if (name === "v" || name === "t") part = "";
    },
    text(piece) {
      if (!cell || part === "" || reading || value.length > limits.field) return;
      value += piece;
    },
  };
}

function read(column: number, value: string, type: string, isDate: boolean, since1904: boolean): SheetCell {
  if (type === "s") return { column, text: "", shared: Number(value) };
  const text =
    type === "b"
      ? value === "1"
        ? "TRUE"
        : "FALSE"
      : type === "n"
        ? numberText(value, isDate, since1904)
        : value;
  return { column, text, shared: -1 };
}

function numberText(value: string, isDate: boolean, since1904: boolean): string {
  const number = Number(value);
  if (!Number.isFinite(number)) return value;
  if (isDate && number >= 1 && number < 2_958_466) return dateText(number, since1904);
  return /e/i.test(value) && Math.abs(number) < 1e21 ? String(number) : value;
}

const dayMs = 86_400_000;

/** Serial 60 is 29 February 1900, a day that never was; before it the count is off by one (ECMA-376 part 1, 18.17.4.1). */
function dateText(serial: number, since1904: boolean): string {
  const first = since1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, serial < 60 ? 31 : 30);
  const iso = new Date(first + Math.round(serial * 86_400) * 1000).toISOString();
  return Math.round((serial % 1) * dayMs) === 0
    ? iso.slice(0, 10)
    : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

/** "BC12" is column 54, counted from 0. */
function columnOf(reference: string | undefined): number | null {
  if (!reference) return null;
  let column = 0;
  for (let at = 0; at < reference.length && at < 4; at++) {
    const letter = reference.charCodeAt(at) & ~0x20;
    if (letter < 65 || letter > 90) break;
    column = column * 26 + letter - 64;
  }
  return column > 0 ? column - 1 : null;
}
