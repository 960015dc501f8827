/**
 * Returns how often a sample of `a` is larger than one of `b` (the area under the curve): 0.5 when neither kind of work tends to
 * take longer, 1 when `a` always does. Only ranks count, so that a slow machine, which slows both, changes nothing.
 */
export function areaUnderCurve(a: number[], b: number[]): number {
  let wins = 0;
  for (const x of a) for (const y of b) wins += x > y ? 1 : x === y ? 0.5 : 0;
  return wins / (a.length * b.length);
}

/**
 * The farthest from 0.5 that 100 samples each of equal work come: five standard deviations, which chance passes once in two
 * million tests. Work that takes longer in two of five samples is farther.
 */
export const TOLD_APART = 0.2;

/**
 * Runs each kind `rounds` times, in turns, the first one changing, so that a busy machine slows all of them. Several rounds
 * run at once. Returns their times in milliseconds.
 */
export async function timeInTurns<K extends string>(
  rounds: number,
  kinds: Record<K, (round: number) => Promise<unknown>>,
  atOnce = 1,
): Promise<Record<K, number[]>> {
  const names = Object.keys(kinds) as K[];
  const times = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<K, number[]>;
  let next = 0;
  async function takeRounds() {
    for (let round = next++; round < rounds; round = next++) {
      for (const name of round % 2 ? names : [...names].reverse()) {
        const start = performance.now();
        await kinds[name](round);
        times[name].push(performance.now() - start);
      }
    }
  }
  await Promise.all(Array.from({ length: atOnce }, takeRounds));
  return times;
}
