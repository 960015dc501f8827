import { callAction, type ServerAction, serverActions } from "./actions.ts";
import { formsIn, sendForm } from "./forms.ts";
import { type Answer, openMailed, origin } from "./wire.ts";

export type Visitor = ReturnType<typeof visitor>;

/** Somebody who goes about the product by forms, with cookies, from an address of their own and with a browser of a name of their own. */
export function visitor({ from, userAgent }: { from: string; userAgent: string }) {
  const jar = new Map<string, string>();
  const headers = () => ({
    "user-agent": userAgent,
    cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; "),
  });
  const keep = <A extends Answer>(answer: A) => {
    for (const line of answer.cookies) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0|expires=thu, 01 jan 1970/i.test(line) || value === "") jar.delete(name);
      else jar.set(name, value);
    }
    return answer;
  };

  const open = async (path: string) => keep(await openMailed(path, { from, headers: headers() }));

  return {
    jar,
    open,
    /** Fills in the form of a page that holds these words. */
    async send(path: string, holding: string, fields: Record<string, string> = {}): Promise<Answer> {
      const { text, status, path: at } = await open(path);
      const form = formsIn(text).find(({ html }) => html.includes(holding));
      if (!form) throw new Error(`No form with “${holding}” at ${path} (${status})`);
      const same = { origin: origin(), "sec-fetch-site": "same-origin" };
      return keep(
        await sendForm(at, { ...form.fields, ...fields }, { from, headers: { ...headers(), ...same } }),
      );
    },
    /** Calls a server action by its name, as a page's script does. */
    async call(name: string, fields: Record<string, string> = {}): Promise<Answer> {
      const action = (await serverActions()).find((each) => each.name.endsWith(` ${name}`)) as ServerAction;
      return keep(await callAction(action, fields, undefined, { from, headers: headers() }));
    },
  };
}
