import { z } from "zod";

/** The input of every list: the id to continue after, and the most rows to return. */
export const pageInput = {
  cursor: z.uuid("That page no longer exists.").optional(),
  limit: z.number().int().min(1).max(200).default(50),
};

/**
 * Returns one page and the next page's cursor from up to `limit + 1` rows, newest first. The cursor is the page's last id,
 * because ids are UUIDv7 and so in the order of time; it is null on the last page.
 */
export function paged<R extends { id: string }>(rows: R[], limit: number) {
  const page = rows.slice(0, limit);
  return { rows: page, nextCursor: rows.length > limit ? (page.at(-1)?.id ?? null) : null };
}
