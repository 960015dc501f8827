import { Readable } from "node:stream";
import { notFound } from "next/navigation";
import { downloadExport } from "#lib/audit/exports/download.ts";
import { contentTypes } from "#lib/audit/exports/file/names.ts";
import { AppError } from "#lib/core/errors.ts";
import { logError } from "#lib/core/log.ts";
import { workspaceAdmin } from "#lib/core/policies.ts";
import { whileAllowed } from "#lib/core/while-allowed.ts";
import { exportStore, NotStored } from "#lib/files/store.ts";
import { requireMember } from "#lib/web/current-actor.ts";

/** An export of the audit log, straight from the store. Whose it is not, for them it is not there; who takes it is recorded. */
export async function GET(_: Request, { params }: { params: Promise<{ id: string }> }): Promise<Response> {
  const actor = await requireMember();
  const { key, name, bytes, format } = await downloadExport(actor, { exportId: (await params).id }).catch(
    gone,
  );
  const content = await exportStore().get(key).catch(gone);
  const leaving = Readable.from(whileAllowed(actor, workspaceAdmin, content), { highWaterMark: 1 });
  return new Response(Readable.toWeb(leaving) as ReadableStream<Uint8Array<ArrayBuffer>>, {
    headers: {
      "content-type": contentTypes[format],
      "content-length": String(bytes),
      // Made of small letters, digits, dots and hyphens.
      "content-disposition": `attachment; filename="${name}"`,
      "cache-control": "private, no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

function gone(error: unknown): never {
  if (error instanceof AppError && ["notFound", "forbidden", "invalid"].includes(error.code)) notFound();
  if (error instanceof NotStored) {
    logError(error, { in: "audit export download" });
    notFound();
  }
  throw error;
}
