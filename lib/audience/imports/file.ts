import { and, asc, eq, gt, isNull, type SQL, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { importChunks, imports } from "#db/schema/imports.ts";
import type { ApiKey, Member, WorkspaceJob } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { conflict } from "#lib/core/errors.ts";
import { work } from "#lib/core/work.ts";
import { refuseOverQuota } from "./quota.ts";

type Uploader = Member | WorkspaceJob | ApiKey;

/** Size of one row of import_chunks. A gigabyte is a thousand rows, and several fit in memory. */
export const chunkBytes = 1024 * 1024;

/**
 * Stores an upload as it arrives, replacing an earlier, broken one. Waits for the database, so that
 * a fast sender fills no memory. Of two simultaneous uploads the later one is kept whole; a broken
 * or refused upload is dropped.
 * `expectedBytes` is the least size the sender announces.
 * @throws AppError conflict when another upload began, or the import takes no file any more;
 * tooLarge when the workspace has no room for it.
 */
export async function storeFile(
  actor: Uploader,
  importId: string,
  source: AsyncIterable<Uint8Array>,
  expectedBytes = 0,
) {
  const uploadId = uuidv7();
  const ours = and(receiving(importId), eq(imports.uploadId, uploadId));
  await work(actor, async ({ tx }) => {
    await hold(tx, receiving(importId), { uploadId, fileBytes: 0 });
    await tx.delete(importChunks).where(eq(importChunks.importId, importId));
    await refuseOverQuota(tx, actor.workspaceId, expectedBytes);
  });
  try {
    let position = 0;
    let total = 0;
    for await (const bytes of piecesOf(source)) {
      total += bytes.length;
      const row = { importId, workspaceId: actor.workspaceId, position: position++, bytes };
      await work(actor, async ({ tx }) => {
        await hold(tx, ours, { fileBytes: total });
        await tx.insert(importChunks).values(row);
        await refuseOverQuota(tx, actor.workspaceId);
      });
    }
    await work(actor, ({ tx }) => hold(tx, ours, { uploadId: null }));
    return total;
  } catch (error) {
    await discard(actor, importId, ours).catch(() => {}); // the original error says more
    throw error;
  }
}

const receiving = (importId: string) => and(eq(imports.id, importId), eq(imports.state, "receiving"));

// The row lock waits for a running chunk write, so that the next statement sees that chunk.
async function hold(
  tx: Transaction,
  where: SQL | undefined,
  set: { uploadId?: string | null; fileBytes?: number },
) {
  const held = await tx.update(imports).set(set).where(where).returning({ id: imports.id });
  if (held.length === 0) throw takenOver();
}

// The upload's id stays, because an import without its file must not count as received.
function discard(actor: Uploader, importId: string, ours: SQL | undefined) {
  return work(actor, async ({ tx }) => {
    await hold(tx, ours, { fileBytes: 0 });
    await tx.delete(importChunks).where(eq(importChunks.importId, importId));
  });
}

/** Drops a file that is complete and was not received, because its sender's right ended meanwhile. */
export const discardFile = (actor: Uploader, importId: string) =>
  discard(actor, importId, and(receiving(importId), isNull(imports.uploadId)));

const takenOver = () =>
  conflict("This import has another file by now, or takes none any more. Open its page to see.");

/** Yields a stored file, reading one chunk ahead. */
export async function* readFile(
  actor: WorkspaceJob,
  importId: string,
): AsyncGenerator<Uint8Array, void, undefined> {
  let next = readChunk(actor, importId, -1);
  for (let chunk = await next; chunk; chunk = await next) {
    next = readChunk(actor, importId, chunk.position);
    next.catch(() => {}); // its error is handled where it is awaited
    yield chunk.bytes;
  }
}

function readChunk(actor: WorkspaceJob, importId: string, after: number) {
  return work(actor, async ({ tx }) => {
    const [chunk] = await tx
      .select({ position: importChunks.position, bytes: importChunks.bytes })
      .from(importChunks)
      .where(and(eq(importChunks.importId, importId), gt(importChunks.position, after)))
      .orderBy(asc(importChunks.position))
      .limit(1);
    return chunk;
  });
}

/** Deletes the stored file; the record of the import stays. */
export const dropFile = (importId: string) => sql`delete from import_chunks where import_id = ${importId}`;

async function* piecesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, undefined> {
  let held: Uint8Array[] = [];
  let size = 0;
  for await (const bytes of source) {
    held.push(bytes);
    size += bytes.length;
    if (size < chunkBytes) continue;
    const all = Buffer.concat(held);
    let start = 0;
    for (; all.length - start >= chunkBytes; start += chunkBytes)
      yield all.subarray(start, start + chunkBytes);
    held = [all.subarray(start)];
    size = all.length - start;
  }
  if (size > 0) yield Buffer.concat(held);
}
