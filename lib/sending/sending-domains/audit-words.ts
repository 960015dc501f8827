import type { EventWords } from "#lib/core/audit/words.ts";

/** Domains whose mail is signed. */
export const sendingDomainWords = {
  "sending_domain.create": {
    group: "mail",
    to: "make a signing key for a domain",
    target: "sendingDomain",
    did: (facts) => `made a signing key for ${facts.name ?? "a domain"}`,
    shows: { domain: "Domain", selector: "Selector" },
  },
  "sending_domain.verify": {
    group: "mail",
    to: "verify a domain",
    target: "sendingDomain",
    did: (facts) => `verified ${facts.name ?? "a domain"}: its mail is signed from now on`,
    shows: { domain: "Domain" },
  },
} satisfies Record<string, EventWords>;
