/** Returns the path of Next's redirect error: `NEXT_REDIRECT;push;/campaigns;307;`. */
export function redirectPath(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("digest" in error)) return null;
  const [kind, , path] = String(error.digest).split(";");
  return kind === "NEXT_REDIRECT" && path ? path : null;
}
