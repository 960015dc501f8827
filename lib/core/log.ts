import { randomBytes } from "node:crypto";

/** Writes an error to stderr as one JSON line and returns its reference (8 hex digits), the only part shown to a user. */
export function logError(error: unknown, context: Record<string, unknown> = {}): string {
  const reference = randomBytes(4).toString("hex");
  const parts = [];
  for (let cause = error; cause instanceof Error && parts.length < 5; cause = cause.cause) {
    parts.push({
      name: cause.name,
      message: withoutParameters(cause.message),
      stack: cause.stack?.split("\n").slice(1, 8),
    });
  }
  const line = {
    level: "error",
    at: new Date().toISOString(),
    reference,
    ...context,
    error: parts.length ? parts : String(error),
  };
  process.stderr.write(`${JSON.stringify(line)}\n`);
  return reference;
}

// Cuts the parameters off the end of a failed query's message, because they may be anything a user typed.
const withoutParameters = (message: string) => message.split("\nparams:")[0];
