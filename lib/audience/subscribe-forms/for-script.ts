import type { ApiContext } from "#lib/api/context.ts";

/**
 * Returns an answer as the script of a form on another site asked for it: whether it is the one answer to every signup, and its
 * words. Any other page the script leaves to the browser. No cookie is read, so that every site may read this.
 */
export async function forScript(c: ApiContext, answer: Response): Promise<Response> {
  if (!c.req.header("accept")?.startsWith("application/json")) return answer;
  const text = await answer.text();
  const [, title = ""] = /<h1>([^<]*)<\/h1>/.exec(text) ?? [];
  const [, said = ""] = /<p role="status">([^<]*)<\/p>/.exec(text) ?? [];
  const done = answer.status === 200 && said !== "";
  return Response.json(done ? { done, title: plain(title), text: plain(said) } : { done }, {
    headers: {
      "access-control-allow-origin": "*",
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      vary: "Accept, Accept-Language",
    },
  });
}

const entities: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
};
const plain = (escaped: string) =>
  escaped.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, (each) => entities[each] ?? each);
