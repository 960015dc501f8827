export type Line = {
  name: string;
  /** The figure of each round, in the unit of the table. */
  rounds: number[];
  /** Against which line the ratio is taken; the limit itself has none. */
  of?: Line;
  /** The ratio PERFORMANCE asks for. */
  target?: number;
};

/** The middle one: one disturbed round does not decide. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 ? (sorted[middle] ?? 0) : ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
}

/**
 * The ratio of two lines that ran interleaved: the median of the rounds' own ratios, because what else the machine did in a round slowed
 * both of its sides.
 */
export const ratioOf = (line: Line, limit: Line) =>
  median(line.rounds.map((value, round) => value / (limit.rounds[round] ?? value)));

/** Prints what was measured; more is better. A ratio under its target is said, and is no failure: machines have moods. */
export function printTable(
  title: string,
  unit: string,
  lines: readonly Line[],
  notes: readonly string[] = [],
) {
  const head = ["", unit, "rounds", "ratio", "target"];
  const body = lines.map((line) => {
    const ratio = line.of ? ratioOf(line, line.of) : null;
    const met = ratio === null || line.target === undefined || ratio >= line.target;
    return [
      line.name,
      shown(median(line.rounds)),
      line.rounds.length > 5 ? `${line.rounds.length} rounds` : line.rounds.map(shown).join("  "),
      ratio === null ? "the limit" : ratio.toFixed(2),
      line.target === undefined ? "" : `${line.target.toFixed(2)} ${met ? "reached" : "missed"}`,
    ];
  });
  const widths = head.map((_, column) => Math.max(...[head, ...body].map((row) => row[column]?.length ?? 0)));
  const print = (row: string[]) =>
    row
      .map((cell, column) =>
        column === 1 ? cell.padStart(widths[1] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("   ")
      .trimEnd();
  console.log(`\n${title}\n\n${[head, ...body].map(print).join("\n")}`);
  if (notes.length > 0) console.log(`\n${notes.join("\n")}`);
}

const shown = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(value >= 10 ? 1 : 2);
