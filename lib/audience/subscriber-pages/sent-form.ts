import { type ApiContext, originOf } from "#lib/api/context.ts";
import { readAtMost } from "#lib/api/read-at-most.ts";
import { recordRefusal } from "#lib/core/audit/refusals.ts";
import { env } from "#lib/env.ts";
import { html } from "./html.ts";
import { subscriberPage } from "./page.ts";
import type { Words } from "./words.ts";

const mostBytes = 16 * 1024;
const mostFields = 200;

/** Fields of a form, each name once. */
export type SentForm = ReadonlyMap<string, string>;

/**
 * Returns the fields of a form in either encoding; null for a body that is none, too large or has too many fields. A name
 * sent twice keeps its last value, and files are left out.
 */
export async function sentForm(c: ApiContext): Promise<SentForm | null> {
  const announced = Number(c.req.header("content-length") ?? 0);
  const body = announced > mostBytes ? null : await readAtMost(c.req.raw, mostBytes);
  if (!body) return null;
  const type = c.req.header("content-type") ?? "application/x-www-form-urlencoded";
  const fields = new Map<string, string>();
  if (/^application\/x-www-form-urlencoded *(;|$)/i.test(type)) {
    const parsed = new URLSearchParams(Buffer.from(body).toString().trimEnd());
    for (const [name, value] of parsed) fields.set(name, value);
  } else {
    try {
      const form = await new Response(body, { headers: { "content-type": type } }).formData();
      for (const [name, value] of form) if (typeof value === "string") fields.set(name, value);
    } catch {
      return null;
    }
  }
  return fields.size > mostFields ? null : fields;
}

/**
 * Returns the fields of a form that was posted from `page`, or the page to answer with when another site sent it or it did not
 * arrive whole.
 */
export async function postedForm(c: ApiContext, words: Words, page: string): Promise<SentForm | Response> {
  if (fromOtherSite(c)) return refuseOtherSite(c, words, page);
  return (await sentForm(c)) ?? refuseForm(words);
}

/** Returns every value of a field that a form may send several times, such as a checkbox. */
export function chosen(form: SentForm, prefix: string): string[] {
  return [...form.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
}

/**
 * Returns whether another site sent the form, by Fetch Metadata or Origin. A browser that tells neither may go on, because
 * the link in the address is the proof, no cookie is, and old browsers must be able to unsubscribe.
 */
function fromOtherSite(c: ApiContext): boolean {
  const site = c.req.header("sec-fetch-site");
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  const origin = c.req.header("origin");
  return origin !== undefined && origin !== "null" && origin !== new URL(env().APP_URL).origin;
}

/** Records a form that another site sent, and returns the page that says nothing was done. */
async function refuseOtherSite(c: ApiContext, words: Words, page: string): Promise<Response> {
  await recordRefusal({ kind: "anonymous", origin: originOf(c) }, "access.cross_site", "refused", {
    detail: { path: page, because: "another site" },
  });
  const { say } = words;
  return subscriberPage({
    words,
    tab: say("refused.crossSiteTitle"),
    sender: null,
    title: say("refused.crossSiteTitle"),
    body: html`<p>${say("refused.crossSite")}</p>`,
    status: 403,
  });
}

/** Returns the page for a form that did not arrive whole. */
export function refuseForm(words: Words): Response {
  const { say } = words;
  return subscriberPage({
    words,
    tab: say("refused.formTitle"),
    sender: null,
    title: say("refused.formTitle"),
    body: html`<p>${say("refused.form")}</p>`,
    status: 400,
  });
}
