import { Readable } from "node:stream";
import { Hono } from "hono";
import { type ApiContext, type ApiEnv, originOf } from "#lib/api/context.ts";
import { problem } from "#lib/api/problem.ts";
import type { Origin } from "#lib/core/actor.ts";
import { discardFile, storeFile } from "./file.ts";
import { formOf, readForm } from "./read-form.ts";
import { receiveImport } from "./receive.ts";
import { uploaderOf, waitingImport } from "./upload-link.ts";

type Uploaded = { importId: string } | { refused: Response };

/**
 * Takes the file of an import: multipart, the field `token` before the field `file`, streamed into
 * the database as it comes. The address names the import, and a file that none waits for is refused
 * before its body is read. The token grants the upload; no cookie is used, so that no request can be
 * forged with one.
 */
export const uploadRoutes = new Hono<ApiEnv>().post("/:form", async (c) => {
  const accept = c.req.header("accept") ?? "";
  const waiting = await waitingImport(c.req.param("form"), originOf(c));
  if (!waiting) return nobodyWaits();
  if (!waiting.waits)
    // The import's page tells the user why.
    return accept.includes("text/html") ? c.redirect(pageOf(waiting.id), 303) : nobodyWaits();

  const type = c.req.header("content-type") ?? "";
  if (!type.startsWith("multipart/form-data") || !c.req.raw.body) {
    return problem(415, "Send the file as a form (multipart/form-data).");
  }
  const uploaded = await upload(c, type, waiting.id);
  if ("refused" in uploaded) return uploaded.refused;
  const location = pageOf(uploaded.importId);
  if (accept.includes("application/json")) return c.json({ location }, 201);
  return c.redirect(location, 303);
});

const pageOf = (importId: string) => `/contacts/imports/${importId}`;

const nobodyWaits = () =>
  problem(404, "This upload form was used already, or is too old. Begin the import again.");

async function upload(c: ApiContext, type: string, importId: string): Promise<Uploaded> {
  const origin = originOf(c);
  const formBytes = Number(c.req.header("content-length") ?? 0);
  const form = formOf(type);
  if (!form) return { refused: problem(400, "The form says no boundary between its fields.") };
  const body = Readable.fromWeb(c.req.raw.body as never);
  // A refused file is not read to its end.
  const early = Promise.withResolvers<Uploaded>();
  let token = "";
  let storing: Promise<Uploaded> | undefined;

  const reading = readForm(body, form, {
    field(name, value) {
      if (name === "token") token = value;
    },
    file(file, fileName) {
      storing = store(token, origin, { importId, file, fileName, formBytes });
      storing.then((stored) => "refused" in stored && early.resolve(stored), early.reject);
    },
  }).then(
    () => storing ?? { refused: problem(400, "There was no file in the form.") },
    () => ({ refused: problem(400, "The upload was cut off. Choose the file again.") }),
  );
  return Promise.race([reading, early.promise]).finally(() => body.destroy());
}

/** Upper limit in bytes for the form's content besides its file. */
const formAround = 32 * 1024;

type Sent = { importId: string; file: Readable; fileName: string; formBytes: number };

async function store(
  token: string,
  origin: Origin,
  { importId, file, fileName, formBytes }: Sent,
): Promise<Uploaded> {
  const uploader = await uploaderOf(token, origin);
  if (uploader?.importId !== importId) {
    file.resume();
    return { refused: nobodyWaits() };
  }
  const { actor } = uploader;
  const fileBytes = await storeFile(actor, importId, file, Math.max(0, formBytes - formAround));
  try {
    await receiveImport(actor, { importId, fileName, fileBytes });
  } catch (error) {
    await discardFile(actor, importId).catch(() => {}); // the original error says more
    throw error;
  }
  return { importId };
}
