const ours = new Set(["pageWorkspace", "onceKey", "onceAgain"]);
const hidden = /password|secret/i;

export type MostFields = { names: number; entries: number };

/** The default limit of a form's fields; the largest form here has about thirty. */
const mostFields: MostFields = { names: 100, entries: 200 };

export const tooManyFieldsMessage =
  "That form has more fields than any form here, so nothing was done. Open the page again and send its form.";

/** Returns whether a form has more fields than `most`. Stops counting there, so that a form of many fields costs no work. */
export function tooManyFields(data: FormData, most: MostFields = mostFields): boolean {
  const names = new Set<string>();
  let entries = 0;
  for (const name of data.keys()) {
    entries += 1;
    names.add(name);
    if (entries > most.entries || names.size > most.names) return true;
  }
  return false;
}

/**
 * Returns a form as a plain object: one value as itself, several of a name as a list. Next's own fields ($ACTION…), a step-up's the page's workspace and the form's
 * one-time key are left out. Passes over the entries once.
 */
export function formInput(data: FormData): Record<string, unknown> {
  const fields = new Map<string, FormDataEntryValue[]>();
  for (const [name, value] of data) {
    if (name.startsWith("$ACTION") || /^stepUp[A-Z]/.test(name) || name === "__proto__") continue;
    if (ours.has(name)) continue;
    const before = fields.get(name);
    if (before) before.push(value);
    else fields.set(name, [value]);
  }
  const input: Record<string, unknown> = {};
  for (const [name, values] of fields) input[name] = values.length > 1 ? values : values[0];
  return input;
}

/** The longest value a form shows again, in UTF-16 units: the longest field of a member's form, and of a visitor's. */
export const longestShown = { member: 400_000, visitor: 5_000 };

/**
 * Returns the typed values, to be shown again beside the messages. Leaves out passwords, secrets, files, and values longer than
 * `longest`, because escaping a megabyte holds up every other page.
 */
export function typedValues(data: FormData, longest = longestShown.member): Record<string, string> {
  const values = Object.entries(formInput(data)).filter(
    (entry): entry is [string, string] =>
      typeof entry[1] === "string" && entry[1].length <= longest && !hidden.test(entry[0]),
  );
  return Object.fromEntries(values);
}

/**
 * Returns what a refused form shows again: `values` of one value a name, and `lists` of names with several, such as ticked boxes. Leaves out
 * what `typedValues` does.
 */
export function typedAgain(data: FormData, longest = longestShown.member) {
  const lists = Object.entries(formInput(data)).flatMap(([name, value]) => {
    if (!Array.isArray(value) || hidden.test(name)) return [];
    const texts = value.filter((text): text is string => typeof text === "string");
    return texts.reduce((sum, text) => sum + text.length, 0) > longest ? [] : [[name, texts] as const];
  });
  return {
    values: typedValues(data, longest),
    ...(lists.length > 0 && { lists: Object.fromEntries(lists) }),
  };
}
