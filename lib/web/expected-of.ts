import "server-only";

/** Returns the number that a page showed beside its button, for `expected` of a command. */
export function expectedOf(data: FormData): { expected?: number } {
  const seen = data.get("expected");
  return typeof seen === "string" && /^\d{1,10}$/.test(seen) ? { expected: Number(seen) } : {};
}
