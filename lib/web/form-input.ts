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
 * Returns what a refused form shows again: `values` of one value a name, and `lists` of names with several, such as ticked boxes. Leaves out
 * passwords, secrets, files, and what is longer than `longest`, because escaping a megabyte holds up every other page.
 */
export function typedAgain(data: FormData, longest = longestShown.member) {
  const values: Record<string, string> = {};
  const lists: Record<string, string[]> = {};
  for (const [name, value] of Object.entries(formInput(data))) {
    if (hidden.test(name)) continue;
    const texts = [value].flat().filter((text): text is string => typeof text === "string");
    if (texts.reduce((sum, text) => sum + text.length, 0) > longest) continue;
    if (Array.isArray(value)) lists[name] = texts;
    else if (texts[0] !== undefined) values[name] = texts[0];
  }
  return { values, ...(Object.keys(lists).length > 0 && { lists }) };
}

/** Returns the typed values of names with one value. */
export const typedValues = (data: FormData, longest = longestShown.member): Record<string, string> =>
  typedAgain(data, longest).values;
