/**
 * Whether two kinds of work take the same time, by their samples in milliseconds, taken in turns so that a busy machine slows both.
 * `z`: the rank-sum statistic (Mann and Whitney), about 0 when either is as often the slower one; `ratio`: of their medians.
 */
export function compareTimes(a: number[], b: number[]): { z: number; ratio: number } {
  const wins = a.reduce(
    (sum, x) => sum + b.filter((y) => x > y).length + b.filter((y) => x === y).length / 2,
    0,
  );
  const mean = (a.length * b.length) / 2;
  const deviation = Math.sqrt((a.length * b.length * (a.length + b.length + 1)) / 12);
  return { z: (wins - mean) / deviation, ratio: median(a) / median(b) };
}

/** Runs each kind `rounds` times, in turns, the first one changing. Answers their times in milliseconds. */
export async function timeInTurns<K extends string>(
  rounds: number,
  kinds: Record<K, (round: number) => Promise<unknown>>,
): Promise<Record<K, number[]>> {
  const names = Object.keys(kinds) as K[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  for (let round = 0; round < rounds; round++) {
    for (const name of round % 2 ? names : [...names].reverse()) {
      const start = performance.now();
      await kinds[name](round);
      times[name].push(performance.now() - start);
    }
  }
  return times;
}

function median(values: number[]): number {
  const sorted = [...values].sort((x, y) => x - y);
  return (
    ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) /
    2
  );
}
