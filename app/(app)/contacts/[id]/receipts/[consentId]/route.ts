import { consentReceipt } from "#lib/audience/consents/hand-over.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { plainRefusal } from "#lib/web/plain-refusal.ts";
import { readableReceipt } from "./readable-receipt.ts";

type Context = { params: Promise<{ id: string; consentId: string }> };

/** The receipt of one consent as a page to read and print, or as JSON, with the hash by which anybody verifies it. Recorded before it leaves. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const actor = await requireMember();
  const { id, consentId } = await params;
  try {
    const receipt = await consentReceipt(actor, { contactId: id, consentId });
    const readable = new URL(request.url).searchParams.get("format") === "html";
    const body = readable ? readableReceipt(receipt) : `${JSON.stringify(receipt, null, 2)}\n`;
    return new Response(body, {
      headers: {
        "content-type": `${readable ? "text/html" : "application/json"}; charset=utf-8`,
        "content-disposition": `attachment; filename="consent-${consentId}.${readable ? "html" : "json"}"`,
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
      },
    });
  } catch (error) {
    return plainRefusal(error);
  }
}
