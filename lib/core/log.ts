import { randomBytes } from "node:crypto";

/** Writes an error to stderr as one JSON line and returns its reference, the only part a reader is shown. */
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

// A failed query's message ends in its parameters, which may be anything a person typed.
const withoutParameters = (message: string) => message.split("\nparams:")[0];
