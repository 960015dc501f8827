import { and, eq, sql } from "drizzle-orm";
import { importChunks } from "#db/schema/imports.ts";
import type { WorkspaceJob } from "#lib/core/actor.ts";
import { work } from "#lib/core/work.ts";
import { chunkBytes } from "./file.ts";

/** Yields the bytes of a stored file from `start` up to `end`, a chunk at most at a time. */
export async function* readRange(
  actor: WorkspaceJob,
  importId: string,
  start: number,
  end: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = start; at < end; ) {
    const within = at % chunkBytes;
    const wanted = Math.min(end - at, chunkBytes - within);
    const bytes = await slice(actor, importId, Math.floor(at / chunkBytes), within, wanted);
    if (!bytes || bytes.length === 0) return;
    yield bytes;
    at += bytes.length;
  }
}

/** Returns the bytes that are stored of a file. */
export async function sizeOf(actor: WorkspaceJob, importId: string): Promise<number> {
  return work(actor, async ({ tx }) => {
    const [row] = await tx
      .select({ bytes: sql<string>`coalesce(sum(length(${importChunks.bytes})), 0)` })
      .from(importChunks)
      .where(eq(importChunks.importId, importId));
    return Number(row?.bytes ?? 0);
  });
}

function slice(actor: WorkspaceJob, importId: string, position: number, from: number, count: number) {
  return work(actor, async ({ tx }) => {
    const [row] = await tx
      .select({ bytes: sql<Buffer>`substring(${importChunks.bytes} from ${from + 1} for ${count})` })
      .from(importChunks)
      .where(and(eq(importChunks.importId, importId), eq(importChunks.position, position)));
    return row?.bytes;
  });
}
