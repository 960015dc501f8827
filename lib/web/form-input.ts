const hidden = /password|secret/i;

/** A form as a plain object: one value as itself, several of a name as a list. Next's own fields ($ACTION…), a step-up's and the page's workspace are left out. */
export function formInput(data: FormData): Record<string, unknown> {
  const input: Record<string, unknown> = Object.create(null);
  for (const name of new Set(data.keys())) {
    if (name.startsWith("$ACTION") || /^stepUp[A-Z]/.test(name) || name === "__proto__") continue;
    if (name === "pageWorkspace") continue;
    const all = data.getAll(name);
    input[name] = all.length > 1 ? all : all[0];
  }
  return { ...input };
}

/** What was typed, to be shown again beside the messages. Never a password or a secret, never a file. */
export function typedValues(data: FormData): Record<string, string> {
  const values = Object.entries(formInput(data)).filter(
    (entry): entry is [string, string] => typeof entry[1] === "string" && !hidden.test(entry[0]),
  );
  return Object.fromEntries(values);
}
