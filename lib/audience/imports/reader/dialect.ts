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
 * delimiter that cuts most first rows into as many columns as the header. A file of one column gets
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
