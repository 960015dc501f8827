import "server-only";
import { notFound } from "next/navigation";
import type { z } from "zod";
import type { Actor } from "#lib/core/actor.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Query } from "#lib/core/query.ts";

/**
 * A query for a page: what is not there, not theirs, or asked for by a mangled address is the same "not here" page. Everything
 * else goes on to the error page.
 */
export async function pageQuery<S extends z.ZodType, R>(
  query: Query<S, R>,
  actor: Actor,
  input: z.input<S>,
): Promise<R> {
  try {
    return await query(actor, input);
  } catch (error) {
    if (error instanceof AppError && ["notFound", "forbidden", "invalid"].includes(error.code)) notFound();
    throw error;
  }
}
