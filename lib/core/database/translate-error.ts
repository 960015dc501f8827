import { AppError, forbidden, unavailable } from "#lib/core/errors.ts";

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
 * Returns AppError "unavailable" when the database is gone or two changes waited for each other, because a retry may
 * succeed. Returns the refusals of `hold_right`, `hold_key` and `refuse_restricted`, and any other error itself.
 */
export function translateDatabaseError(error: unknown): unknown {
  const codes = new Set<unknown>();
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    codes.add((cause as { code?: unknown }).code);
  if (codes.has("MN001")) return sessionEnded();
  if (codes.has("MN002"))
    return Object.assign(forbidden(), { audit: { detail: { because: "right withdrawn" } } });
  if (codes.has("MN003")) return keyEnded();
  if (codes.has("MN004")) return restricted();
  if (codes.has("40P01"))
    return unavailable("Two changes met and neither could wait. Nothing was changed. Try again.", 1, error);
  if (!goneCodes.some((code) => codes.has(code))) return error;
  return unavailable(
    "The database does not answer right now. Nothing was changed. Try again in a moment.",
    5,
    error,
  );
}

const keyEnded = () =>
  new AppError("unauthorized", "This API key does not work any more: it was revoked, or it is over.", {
    audit: { detail: { because: "key ended" } },
  });

const restricted = () =>
  new AppError("conflict", "This person restricted their data, which are only stored until that is lifted.", {
    audit: { detail: { because: "restricted" } },
  });

const sessionEnded = () =>
  new AppError("conflict", "This session has ended. Sign in again.", {
    audit: { detail: { because: "session ended" } },
  });
