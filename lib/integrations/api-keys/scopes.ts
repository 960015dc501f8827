/** What a key may be allowed to do. Each stands for endpoints that exist. */
export const scopes = [
  "contacts:read",
  "contacts:write",
  "contacts:export",
  "newsletters:read",
  "newsletters:write",
  "consents:read",
  "consents:write",
  "suppressions:read",
  "suppressions:write",
  "campaigns:read",
  "campaigns:write",
  "campaigns:send",
  "webhooks:read",
  "webhooks:write",
  "audit:read",
] as const;

export type Scope = (typeof scopes)[number];
