import type { FormState } from "#components/forms/form-state.ts";
import { plural } from "#components/ui/format.ts";
import type { addSuppressions } from "#lib/audience/suppressions/add.ts";
import type { importSuppressions } from "#lib/audience/suppressions/import.ts";

type Added = Awaited<ReturnType<typeof addSuppressions>>;

const most = 20;

/** What happened to the addresses, in a sentence or two. */
export function addedWords({ added, already }: Added): string {
  const fresh =
    added === 0
      ? "Nothing was added."
      : `${plural(added, "address is", "addresses are")} suppressed from now on, queued messages included.`;
  return already === 0 ? fresh : `${fresh} ${plural(already, "was", "were")} on the list before.`;
}

/** What is no address comes back into the form, each with its reason; the rest is done and leaves it. */
export function addedState(result: Added): Partial<FormState> {
  const { refused } = result;
  if (refused.length === 0) return {};
  const told = refused.slice(0, most).map(({ value, reason }) => `“${value}”: ${reason}`);
  if (refused.length > most) told.push(`And ${plural(refused.length - most, "more", "more")}.`);
  return {
    status: "error",
    ...(result.added + result.already > 0 && { partly: true as const }),
    message: `${addedWords(result)} ${plural(refused.length, "entry", "entries")} could not be read.`,
    fields: { emails: told.join(" ") },
    values: { emails: refused.map(({ value }) => value).join("\n") },
  };
}

type Imported = Awaited<ReturnType<typeof importSuppressions>>;

/** What happened to the rows of a file, in a sentence or two. */
export const importedWords = ({ added, already }: Imported): string =>
  addedWords({ added, already, refused: [] });

/** Rows that were left out are named by their line, because the file cannot come back into the form. */
export function importedState(result: Imported): Partial<FormState> {
  const { refused } = result;
  if (refused.length === 0) return {};
  const told = refused.slice(0, most).map(({ line, value, reason }) => `Line ${line}, “${value}”: ${reason}`);
  if (refused.length > most) told.push(`And ${plural(refused.length - most, "more", "more")}.`);
  return {
    status: "error",
    partly: true,
    message: `${importedWords(result)} ${plural(refused.length, "row was", "rows were")} left out.`,
    fields: { file: told.join(" ") },
  };
}
