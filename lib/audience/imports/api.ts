import { Readable } from "node:stream";
import { Hono } from "hono";
import { type ApiContext, type ApiEnv, originOf } from "#lib/api/context.ts";
import { problem } from "#lib/api/problem.ts";
import { storeFile } from "./file.ts";
import { formOf, readForm } from "./read-form.ts";
import { receiveImport } from "./receive.ts";
import { importOf, uploaderOf } from "./upload-link.ts";

/** `back` is the import whose page tells the user why the file was refused. */
type Uploaded = { importId: string } | { refused: Response; back?: string | undefined };

/**
 * Takes the file of an import: multipart, the field `token` before the field `file`, streamed into
 * the database as it comes. The token grants the upload; no cookie is used, so that no request can
 * be forged with one.
 */
export const uploadRoutes = new Hono<ApiEnv>().post("/", async (c) => {
  const type = c.req.header("content-type") ?? "";
  if (!type.startsWith("multipart/form-data") || !c.req.raw.body) {
    return problem(415, "Send the file as a form (multipart/form-data).");
  }
  const uploaded = await upload(c, type);
  const accept = c.req.header("accept") ?? "";
  if ("refused" in uploaded) {
    if (!uploaded.back || !accept.includes("text/html")) return uploaded.refused;
    return c.redirect(pageOf(uploaded.back), 303);
  }
  const location = pageOf(uploaded.importId);
  if (accept.includes("application/json")) return c.json({ location }, 201);
  return c.redirect(location, 303);
});

const pageOf = (importId: string) => `/contacts/imports/${importId}`;

async function upload(c: ApiContext, type: string): Promise<Uploaded> {
  const { requestId } = originOf(c);
  const formBytes = Number(c.req.header("content-length") ?? 0);
  const form = formOf(type);
  if (!form) return { refused: problem(400, "The form says no boundary between its fields.") };
  const body = Readable.fromWeb(c.req.raw.body as never);
  const failed = Promise.withResolvers<never>();
  let token = "";
  let storing: Promise<Uploaded> | undefined;

  const reading = readForm(body, form, {
    field(name, value) {
      if (name === "token") token = value;
    },
    file(file, fileName) {
      storing = store(token, requestId, { file, fileName, formBytes });
      storing.catch(failed.reject);
    },
  }).then(
    () => storing ?? { refused: problem(400, "There was no file in the form.") },
    () => ({ refused: problem(400, "The upload was cut off. Choose the file again.") }),
  );
  // A refused file need not be read to its end.
  return Promise.race([reading, failed.promise]).finally(() => body.destroy());
}

/** Upper limit in bytes for the form's content besides its file. */
const formAround = 32 * 1024;

type Sent = { file: Readable; fileName: string; formBytes: number };

async function store(
  token: string,
  requestId: string,
  { file, fileName, formBytes }: Sent,
): Promise<Uploaded> {
  const uploader = await uploaderOf(token, requestId);
  if (!uploader) {
    file.resume();
    return {
      back: (await importOf(token))?.id,
      refused: problem(404, "This upload form was used already, or is too old. Begin the import again."),
    };
  }
  const { actor, importId } = uploader;
  const fileBytes = await storeFile(actor, importId, file, Math.max(0, formBytes - formAround));
  await receiveImport(actor, { importId, fileName, fileBytes });
  return { importId };
}
