import "server-only";
import { AppError } from "#lib/core/errors.ts";

/** Returns a refusal as plain text, for a download; throws any other error. */
export function plainRefusal(error: unknown): Response {
  if (error instanceof AppError) return new Response(error.message, { status: error.status });
  throw error;
}
