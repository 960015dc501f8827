import type { Noun } from "#lib/core/audit/words.ts";

/** Who acted, by the kind of proof they had. */
export const kindWords: Record<string, string> = {
  anonymous: "Not signed in",
  user: "Signed in",
  member: "Signed in, as a member of the workspace",
  apiKey: "A program with an API key",
  subscriber: "Holder of a link we mailed",
  provider: "A mail provider",
  job: "Mailneo itself",
};

/** What an entry is about, as the label beside its name. */
export const nounWords: Record<Noun, string> = {
  user: "Person",
  session: "Session",
  passkey: "Passkey",
  workspace: "Workspace",
  invitation: "Invitation",
  recovery: "Account recovery",
  emailAccount: "Mail account",
  apiKey: "API key",
  webhook: "Webhook",
  sendingDomain: "Domain",
  newsletter: "Newsletter",
  campaign: "Campaign",
  contact: "Contact",
  import: "Import",
  suppression: "Suppression",
  subjectRequest: "Data request",
};

const addresses: Record<Noun, ((id: string) => string) | null> = {
  user: (id) => `/settings/team/${id}`,
  session: () => "/settings/security/sessions",
  passkey: () => "/settings/security/passkeys",
  workspace: () => "/settings/workspace",
  invitation: () => "/settings/team",
  recovery: null,
  emailAccount: (id) => `/settings/email-accounts/${id}`,
  sendingDomain: () => "/settings/email-accounts",
  newsletter: (id) => `/newsletters/${id}`,
  campaign: (id) => `/campaigns/${id}`,
  contact: (id) => `/contacts/${id}`,
  import: (id) => `/contacts/imports/${id}`,
  subjectRequest: (id) => `/settings/compliance/requests/${id}`,
  apiKey: (id) => `/settings/api-keys/${id}`,
  suppression: (id) => `/settings/compliance/suppressions/${id}`,
  webhook: (id) => `/settings/webhooks/${id}`,
};

/** Where it can be looked at; null where there is no page of it. */
export const addressOf = (noun: Noun, id: string): string | null => addresses[noun]?.(id) ?? null;
