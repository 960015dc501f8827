import "server-only";
import { notFound } from "next/navigation";
import type { z } from "zod";
import type { Actor } from "#lib/core/actor.ts";
import { AppError } from "#lib/core/errors.ts";
import type { Query } from "#lib/core/query.ts";

/**
 * Runs a query for a page. A missing row, another workspace's row and a malformed address show the same not-found
 * page. Every other error goes on to the error page.
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
