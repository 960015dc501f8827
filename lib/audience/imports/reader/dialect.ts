import { Tokenizer } from "./tokenizer.ts";

export const delimiters = [",", ";", "\t", "|"] as const;
export type Delimiter = (typeof delimiters)[number];

export type Dialect = {
  delimiter: Delimiter;
  /** Characters of the file in front of the first row (`sep=;` and its line break), and the first row's line. */
  skip: number;
  firstLine: number;
};

const looksAt = 50;

/**
 * Tells the delimiter from the start of a file: Excel's `sep=` line if there is one, else the delimiter that cuts most of
 * the first rows into as many columns as the header line has. One column only: a comma.
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

// Agreement of the rows first; among delimiters that agree alike, the one that finds more columns.
function fit(head: string, complete: boolean, delimiter: Delimiter): number {
  const rows = new Tokenizer(delimiter);
  rows.push(head);
  if (complete) rows.end();

  let columns = 0;
  let seen = 0;
  let agreeing = 0;
  while (seen < looksAt) {
    const step = rows.next();
    if (step === "more" || step === "end") break;
    if (seen++ === 0) columns = step === "row" ? rows.count : 0;
    if (step === "row" && rows.count === columns) agreeing++;
  }
  if (columns < 2) return 0;
  return Math.round((agreeing / seen) * 20) * 1000 + columns;
}
