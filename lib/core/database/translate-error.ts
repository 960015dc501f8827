import { unavailable } from "#lib/core/errors.ts";

const goneCodes = [
  "ECONNREFUSED",
  "ECONNRESET",
  "CONNECT_TIMEOUT",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "57P01",
  "57P02",
  "57P03",
  "53300",
];

/**
 * Returns AppError "unavailable" when the database is gone, because a retry may succeed; otherwise returns the error
 * itself.
 */
export function translateDatabaseError(error: unknown): unknown {
  const codes = new Set<unknown>();
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    codes.add((cause as { code?: unknown }).code);
  if (!goneCodes.some((code) => codes.has(code))) return error;
  return unavailable(
    "The database does not answer right now. Nothing was changed. Try again in a moment.",
    5,
    error,
  );
}
