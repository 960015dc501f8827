import { Readable } from "node:stream";
import { handOver } from "#lib/audience/contacts/hand-over.ts";
import { personPdf } from "#lib/audience/contacts/person-pdf.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { whileAllowed } from "#lib/core/while-allowed.ts";
import { requireMember } from "#lib/web/current-actor.ts";
import { plainRefusal } from "#lib/web/plain-refusal.ts";
import { readablePage } from "./readable-page.ts";

const types = {
  json: "application/json; charset=utf-8",
  pdf: "application/pdf",
  html: "text/html; charset=utf-8",
};

type Context = { params: Promise<{ id: string }> };

/** Everything known of one person as a file: JSON, PDF, or a page to read and print. Recorded before it leaves. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const actor = await requireMember();
  const { id } = await params;
  const asked = new URL(request.url).searchParams.get("format");
  const format = (["json", "pdf"] as const).find((each) => each === asked) ?? "html";
  try {
    const file = await handOver(actor, { contactId: id, format });
    const takenAt = new Date().toISOString();
    const body =
      format === "json"
        ? `${JSON.stringify({ takenAt, ...file }, null, 2)}\n`
        : format === "pdf"
          ? (Readable.toWeb(
              Readable.from(whileAllowed(actor, workspaceMember, personPdf(file, takenAt)), {
                highWaterMark: 1,
              }),
            ) as ReadableStream)
          : readablePage(file, takenAt);
    return new Response(body, {
      headers: {
        "content-type": types[format],
        "content-disposition": `attachment; filename="contact-${id}.${format}"`,
        "cache-control": "private, no-store",
        "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        "x-content-type-options": "nosniff",
      },
    });
  } catch (error) {
    return plainRefusal(error);
  }
}
