import { previewConfirmation } from "#lib/audience/confirmations/preview.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";

/** The confirmation mail for a frame of our own, under the policy of previews: it runs nothing. */
export async function GET(_request: Request, { params }: { params: Promise<{ id: string }> }) {
  const actor = await requireMember();
  const { html } = await pageQuery(previewConfirmation, actor, { newsletterId: (await params).id });
  const page = html.replace("<head>", '<head>\n<base target="_blank">');
  return new Response(page, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}
