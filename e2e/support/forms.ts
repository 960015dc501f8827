import { ask, multipart, openMailed, origin, type Question } from "./wire.ts";

/**
 * A form of a page as a browser without scripts would send it: its hidden fields (the server action's own among them) by name.
 * `holding`: words inside the form that tell it from others. `cookie`: who opens the page.
 */
export async function hiddenFieldsOf(
  path: string,
  holding: string,
  cookie?: string,
): Promise<Record<string, string>> {
  const form = (await formsOf(path, cookie)).find(({ html }) => html.includes(holding));
  if (!form) throw new Error(`No form with “${holding}” at ${path}`);
  return form.fields;
}

/** Every form of a page, with its hidden fields by name. */
export async function formsOf(
  path: string,
  cookie?: string,
): Promise<{ html: string; fields: Record<string, string> }[]> {
  return formsIn((await openMailed(path, { headers: cookie ? { cookie } : {} })).text);
}

/** The same of a page's text. */
export function formsIn(text: string): { html: string; fields: Record<string, string> }[] {
  return (text.match(/<form[\s\S]*?<\/form>/g) ?? []).map((html) => {
    const fields: Record<string, string> = {};
    for (const [input] of html.matchAll(/<input[^>]*type="hidden"[^>]*>/g)) {
      const name = /name="([^"]*)"/.exec(input)?.[1];
      if (name) fields[decoded(name)] = decoded(/value="([^"]*)"/.exec(input)?.[1] ?? "");
    }
    return { html, fields };
  });
}

/** Sends a form to its page. Without further headers it looks like a browser on this very site. */
export function sendForm(
  path: string,
  fields: Record<string, string>,
  { headers = { origin: origin(), "sec-fetch-site": "same-origin" }, ...rest }: Question = {},
) {
  const form = multipart(fields);
  return ask(path, { method: "POST", body: form.body, ...rest, headers: { ...form.headers, ...headers } });
}

const decoded = (text: string) =>
  text
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
