import { consentReceipt } from "#lib/audience/consents/receipt.ts";
import { AppError } from "#lib/core/errors.ts";
import { requireMember } from "#lib/web/current-actor.ts";

type Context = { params: Promise<{ id: string; consentId: string }> };

/** The receipt of one consent as JSON, with the hash by which anybody verifies it. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const actor = await requireMember();
  const { id, consentId } = await params;
  try {
    const receipt = await consentReceipt(actor, { contactId: id, consentId });
    return new Response(`${JSON.stringify(receipt, null, 2)}\n`, {
      headers: {
        "content-type": "application/json; charset=utf-8",
        "content-disposition": `attachment; filename="consent-${consentId}.json"`,
        "cache-control": "private, no-store",
        "x-content-type-options": "nosniff",
      },
    });
  } catch (error) {
    if (error instanceof AppError) return new Response(error.message, { status: error.status });
    throw error;
  }
}
