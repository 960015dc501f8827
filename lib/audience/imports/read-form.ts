import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import busboy, { type BusboyFileStream, type BusboyInstance } from "@fastify/busboy";

/** Most bytes before the file, and again after it. Past this there is no form of ours. */
const mostAround = 64 * 1024;

type Parts = {
  field(name: string, value: string): void;
  file(file: BusboyFileStream, fileName: string): void;
};

/** Returns a parser for a multipart form; null when its content type names no boundary. */
export function formOf(type: string): BusboyInstance | null {
  try {
    return busboy({ headers: { "content-type": type }, limits: { fields: 4, files: 1, fieldSize: 4096 } });
  } catch {
    return null;
  }
}

/**
 * Reads a multipart body to its end and hands over each part as it comes. Rejects when the body
 * breaks off or is no form; a file already handed over then errors too, so that its reader ends.
 * All streams have error listeners, wherever the sender stops.
 */
export async function readForm(body: Readable, form: BusboyInstance, parts: Parts): Promise<void> {
  let file: BusboyFileStream | undefined;
  let around = 0;
  let inFile = false;
  const { promise: parsed, resolve, reject } = Promise.withResolvers<void>();
  form.on("field", parts.field);
  form.on("file", (_name, stream, fileName) => {
    file = stream;
    inFile = true;
    around = 0;
    stream.once("end", () => {
      inFile = false;
    });
    // Set in the same tick, because the parser may report a cut on the file before its reader begins.
    stream.on("error", (error) => void stream.destroy(error));
    parts.file(stream, fileName);
  });
  form.on("error", reject);
  form.on("finish", resolve);

  const fed = pipeline(body, async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) {
      if (!inFile) around += chunk.length;
      if (around - chunk.length > mostAround) throw new Error("The form goes on around its file.");
      await written(form, chunk);
    }
    form.end();
  });
  fed.catch(reject);
  try {
    await parsed;
  } catch (error) {
    file?.destroy(error as Error);
    form.destroy();
    throw error;
  } finally {
    body.destroy();
  }
}

function written(form: BusboyInstance, chunk: Buffer): Promise<void> {
  return new Promise((done, fail) => void form.write(chunk, (error) => (error ? fail(error) : done())));
}
