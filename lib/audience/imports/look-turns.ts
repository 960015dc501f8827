import { takeTurns } from "#lib/core/take-turns.ts";

/** Whose file is looked at: the oldest owner of its workspace, and whether the workspace is younger than a week. */
export type Looker = { owner: string; newborn: boolean; small: boolean };

const busy = "Many files are being looked at just now. Try again in a minute.";

/** A look reads its whole file, which may be of a gigabyte. */
const big = { places: 4, each: 2, queue: { most: 60, ofOne: 6, words: busy } };
/** A look at a small table takes milliseconds, so that it waits for no workbook. */
const little = { places: 8, each: 2, queue: { most: 200, ofOne: 10, words: busy } };

/**
 * Returns a runner of looks in turns by the owner's account, because workspaces cost nothing. Young workspaces have one place of four
 * together, and take turns among themselves for it, so that a stranger who makes many holds up no customer.
 */
export function lookTurns() {
  const owners = takeTurns(big);
  const newborns = takeTurns({ ...big, places: 1, each: 1 });
  const small = takeTurns(little);
  const smallOfNewborns = takeTurns({ ...little, places: 2 });
  return <T>({ owner, newborn, small: isSmall }: Looker, look: () => Promise<T>): Promise<T> => {
    if (isSmall) return newborn ? smallOfNewborns(owner, look) : small(owner, look);
    return newborn ? newborns(owner, () => owners("newborns", look)) : owners(owner, look);
  };
}
