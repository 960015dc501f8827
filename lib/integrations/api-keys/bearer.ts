import { problem, wwwAuthenticate } from "#lib/api/problem.ts";

/** Returns the key of an Authorization header (RFC 6750 2.1), or null. A key is read from nowhere else, because addresses are logged. */
export function bearerOf(header: string | undefined): string | null {
  return /^Bearer +([\x21-\x7e]{1,100}) *$/i.exec(header ?? "")?.[1] ?? null;
}

/** The refusal of a request without a working key. It says the same of one that is unknown, revoked and over. */
export const unauthorized = (given: boolean, headers: Record<string, string>) =>
  problem(
    401,
    given
      ? "This API key does not work: it is mistyped, revoked or expired."
      : "Send an API key: Authorization: Bearer mn_live_…",
    { code: "unauthorized", headers: { ...headers, ...wwwAuthenticate } },
  );
