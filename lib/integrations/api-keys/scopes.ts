/** What a key may be allowed to do. Each stands for endpoints that exist. */
export const scopes = [
  "contacts:read",
  "newsletters:read",
  "suppressions:read",
  "campaigns:read",
  "audit:read",
] as const;

export type Scope = (typeof scopes)[number];
