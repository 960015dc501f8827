import { Tokenizer } from "./tokenizer.ts";

export const delimiters = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof delimiters)[number];

export type Dialect = {
  delimiter: Delimiter;
  /** Characters before the first row (`sep=;` and its line break); `line` is the first row's line. */
  skip: number;
  firstLine: number;
};

const looksAt = 50;

/**
 * Detects the delimiter from the start of a file. Excel's `sep=` line decides; otherwise the
 * delimiter that cuts most first rows into the same number of columns, whatever title stands above them. A file of one column gets
 * a comma.
 */
export function tellDialect(head: string, complete: boolean, chosen?: Delimiter): Dialect {
  const sep = /^"?sep=([,;\t|])"?(?:\r\n|\n|\r)/i.exec(head);
  const start = sep ? { skip: sep[0].length, firstLine: 2 } : { skip: 0, firstLine: 1 };
  if (chosen) return { delimiter: chosen, ...start };
  if (sep) return { delimiter: sep[1] as Delimiter, ...start };

  let best: Delimiter = ",";
  let bestScore = 0;
  for (const delimiter of delimiters) {
    const score = fit(head, complete, delimiter);
    if (score > bestScore) [best, bestScore] = [delimiter, score];
  }
  return { delimiter: best, ...start };
}

// The rows' agreement counts first; among equal delimiters, the one with more columns wins.
function fit(head: string, complete: boolean, delimiter: Delimiter): number {
  const rows = new Tokenizer(delimiter);
  rows.push(head);
  if (complete) rows.end();

  const widths: number[] = [];
  while (widths.length < looksAt) {
    const step = rows.next();
    if (step === "more" || step === "end") break;
    widths.push(step === "row" ? rows.columns : 0);
  }
  const first = widths[0] ?? 0;
  const agreeing = widths.filter((width) => width === first).length;
  const columns = first > 1 && agreeing * 2 >= widths.length ? first : usualWidth(widths);
  if (columns < 2) return 0;
  const alike = widths.filter((width) => width === columns).length;
  return Math.round((alike / widths.length) * 20) * 1000 + columns;
}

/** Returns the number of columns that most rows have; of equal ones the larger, because titles and totals are narrow. */
export function usualWidth(widths: number[]): number {
  const counts = new Map<number, number>();
  for (const width of widths) counts.set(width, (counts.get(width) ?? 0) + 1);
  let [usual, most] = [0, 0];
  for (const [width, count] of counts)
    if (count > most || (count === most && width > usual)) [usual, most] = [width, count];
  return usual;
}
