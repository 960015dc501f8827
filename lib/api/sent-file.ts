import { pipeline, Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import type { Context } from "hono";
import { AppError, invalid } from "#lib/core/errors.ts";
import type { KeyEnv } from "./context.ts";

/**
 * Returns the file that is a request's body, unpacked as it comes, and its bytes as announced, or 0.
 * @throws AppError unsupported for an unknown encoding.
 */
export function sentFile(c: Context<KeyEnv>): { file: AsyncIterable<Uint8Array>; fileBytes: number } {
  const packed = c.req.header("content-encoding")?.trim().toLowerCase() ?? "identity";
  if (packed !== "identity" && packed !== "gzip")
    throw new AppError("unsupported", "Send the file as it is, or with Content-Encoding: gzip.");
  const file = Readable.fromWeb((c.req.raw.body ?? new Blob([]).stream()) as never);
  if (packed === "identity") return { file, fileBytes: Number(c.req.header("content-length") ?? 0) };
  return { file: unpacked(file), fileBytes: 0 };
}

/** A list of people shrinks to a fifth or a tenth. What shrinks more, past this size, is made to fill a disk. */
const mostShrunk = { ratio: 100, bytes: 16 * 1024 * 1024 };

async function* unpacked(file: Readable): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  // Its error arrives in the loop below.
  pipeline(file, gunzip, () => {});
  let whole = 0;
  try {
    for await (const bytes of gunzip) {
      whole += bytes.length;
      if (whole > mostShrunk.bytes && whole > mostShrunk.ratio * gunzip.bytesWritten)
        throw invalid({
          body: "This file unpacks to far more than a list of people would. Send it unpacked.",
        });
      yield bytes;
    }
  } catch (error) {
    if (file.errored) throw file.errored;
    if ((error as { code?: string }).code?.startsWith("Z_"))
      throw invalid({ body: "This is no gzip file, or it is cut off." });
    throw error;
  }
}
