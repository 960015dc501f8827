import { previewCampaign } from "#lib/sending/campaigns/preview.ts";
import { currentSession, requireMember } from "#lib/web/current-actor.ts";
import { pageQuery } from "#lib/web/page-query.ts";
import { sampleOf } from "../samples.ts";

/**
 * The message as the signed-in member would get it, for a frame of our own. The proxy gives this address a policy without any script
 * and with the sandbox, so that it stays harmless also when it is opened by itself.
 */
export async function GET(request: Request, { params }: { params: Promise<{ id: string }> }) {
  const actor = await requireMember();
  const session = await currentSession();
  const { html } = await pageQuery(previewCampaign, actor, {
    campaignId: (await params).id,
    reader: { name: session?.name ?? "", email: session?.email ?? "" },
    sample: sampleOf(new URL(request.url).searchParams.get("as") ?? undefined),
  });
  // Links open beside the preview, not inside it.
  const page = html.replace("<head>", '<head>\n<base target="_blank">');
  return new Response(page, { headers: { "Content-Type": "text/html; charset=utf-8" } });
}
