import type { ApiContext } from "#lib/api/context.ts";
import { problem } from "#lib/api/problem.ts";
import { lookup } from "#lib/core/database/lookup.ts";

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Returns a logo to anybody who has its address. The bytes are a PNG of our own making; the headers hold a browser to that, and
 * let it keep the picture for good, because each upload has an address of its own.
 * @throws AppError unavailable.
 */
export async function serveLogo(c: ApiContext): Promise<Response> {
  const [workspaceId = "", id = ""] = [c.req.param("workspace"), c.req.param("id")?.replace(/\.png$/, "")];
  const [row] =
    uuid.test(workspaceId) && uuid.test(id)
      ? await lookup<{ bytes: Buffer }>`select bytes from logo_by_id(${workspaceId}, ${id})`
      : [];
  if (!row) return problem(404, "There is nothing at this address.");
  return new Response(new Uint8Array(row.bytes), {
    headers: {
      "content-type": "image/png",
      "content-length": String(row.bytes.length),
      "content-disposition": "inline",
      "content-security-policy": "default-src 'none'; sandbox",
      "x-content-type-options": "nosniff",
      // The preview of a subscribe page stands in a sandboxed frame, which counts as another site.
      "cross-origin-resource-policy": "cross-origin",
      "cache-control": "public, max-age=31536000, immutable",
    },
  });
}
