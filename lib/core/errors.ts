import type { AuditEntry } from "./audit-entry.ts";

export type ErrorCode =
  | "invalid"
  | "unauthorized"
  | "forbidden"
  | "notFound"
  | "conflict"
  | "tooLarge"
  | "unsupported"
  | "reauthenticate"
  | "tooOften"
  | "unavailable";

const statusOf: Record<ErrorCode, number> = {
  invalid: 400,
  unauthorized: 401,
  forbidden: 403,
  notFound: 404,
  conflict: 409,
  tooLarge: 413,
  unsupported: 415,
  reauthenticate: 403,
  tooOften: 429,
  unavailable: 503,
};

/** `challenge` is good with a nonce so that the SHA-256 of `challenge.nonce` begins with `bits` zeros, or alone after `waitSeconds`. */
export type Work = { challenge: string; bits: number; waitSeconds: number };

/**
 * An error whose message the user may read. Any other error is a fault of the product, logged under a reference and
 * never shown.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  /** Messages for single fields, by input path ("postalAddress", "rows.0.email"). */
  readonly fields: Record<string, string>;
  /** Whole seconds, at least 1. */
  readonly retryAfter: number | undefined;
  /** A challenge that the form may solve, then send again, because the server is too busy for everybody. */
  readonly work: Work | undefined;
  /** Whether the page shows what is no more so, and is read again with the message. */
  readonly pageIsOld: boolean;
  /** The audit entry of the refusal, where the error code alone says too little. */
  audit: AuditEntry | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    more: {
      fields?: Record<string, string>;
      retryAfter?: number;
      audit?: AuditEntry;
      work?: Work;
      pageIsOld?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(message, { cause: more.cause });
    this.name = "AppError";
    this.code = code;
    this.fields = more.fields ?? {};
    this.retryAfter = more.retryAfter === undefined ? undefined : Math.max(1, Math.ceil(more.retryAfter));
    this.work = more.work;
    this.pageIsOld = more.pageIsOld ?? false;
    this.audit = more.audit;
  }

  /** The HTTP status code. */
  get status(): number {
    return statusOf[this.code];
  }
}

export const invalid = (fields: Record<string, string>, message = "Check the marked fields.") =>
  new AppError("invalid", message, { fields });

export const forbidden = () => new AppError("forbidden", "You cannot do that.");

/** Returns one error for rows of other workspaces and for missing rows. `noun` completes "That … no longer exists." */
export const notFound = (noun: string) => new AppError("notFound", `That ${noun} no longer exists.`);

/** Returns the error for a request that needs a fresh proof. The form asks the user for it and continues. */
export const reauthenticate = () => new AppError("reauthenticate", "Confirm that it is you first.");

export const conflict = (message: string) => new AppError("conflict", message);

/** `field` is the input path beside which the user reads the message. */
export const tooLarge = (field: string, message: string) =>
  new AppError("tooLarge", message, { fields: { [field]: message } });

/** `retryAfter` is in seconds. */
export const unavailable = (message: string, retryAfter = 5, cause?: unknown) =>
  new AppError("unavailable", message, { retryAfter, cause });

/**
 * Returns the error of a passed rate limit. Its message is `words` and the wait. `seconds` is rounded up to at least 1.
 */
export function tooOften(seconds: number, words = "Too many attempts.") {
  const retryAfter = Math.max(1, Math.ceil(seconds));
  return new AppError("tooOften", `${words} Try again in ${waitWords(retryAfter)}.`, { retryAfter });
}

function waitWords(seconds: number): string {
  if (seconds < 60) return `${seconds} seconds`;
  if (seconds < 120) return "a minute";
  if (seconds <= 5400) return `${Math.ceil(seconds / 60)} minutes`;
  return `${Math.ceil(seconds / 3600)} hours`;
}
