import { z } from "zod";

/** The input of every list: where to go on from, and how many rows at most. */
export const pageInput = {
  cursor: z.uuid("That page no longer exists.").optional(),
  limit: z.number().int().min(1).max(200).default(50),
};

/** One page out of `limit + 1` rows that were asked for, newest first: ids are UUIDv7, so the last id is where the next page begins. */
export function paged<R extends { id: string }>(rows: R[], limit: number) {
  const page = rows.slice(0, limit);
  return { rows: page, nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}
