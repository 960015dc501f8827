import type { EventWords } from "#lib/core/audit/words.ts";

const shows = {
  environment: { label: "Environment", words: { live: "Live", test: "Test" } },
  scopes: "May",
  lifetime: "Lives for days",
  ranges: "Addresses and ranges",
  lastFour: "Ends in",
  successor: "Successor",
  overlap: "Hours both work",
  reported: { label: "Reported as leaked", words: { true: "Yes" } },
};

/** Audit words of API keys. */
export const apiKeyWords = {
  "api_key.alert": {
    group: "api-keys",
    to: "tell of an unusual use",
    target: "apiKey",
    did: (facts) => `told of an unusual use of ${facts.name ? `the API key “${facts.name}”` : "an API key"}`,
    shows: { newNetwork: "From a new network", requests: "Requests within an hour", usual: "Usual are" },
  },
  "api_key.create": {
    group: "api-keys",
    to: "create an API key",
    target: "apiKey",
    did: (facts) => `created ${facts.name ? `the API key “${facts.name}”` : "an API key"}`,
    shows,
  },
  "api_key.rotate": {
    group: "api-keys",
    to: "rotate an API key",
    target: "apiKey",
    did: (facts) => `rotated ${facts.name ? `the API key “${facts.name}”` : "an API key"}`,
    shows,
  },
  "api_key.revoke": {
    group: "api-keys",
    to: "revoke an API key",
    target: "apiKey",
    did: (facts) =>
      `revoked ${facts.name ? `the API key “${facts.name}”` : "an API key"}${facts.detail.reported ? ", which somebody found and reported" : ""}`,
    shows,
  },
  "api_key.report": {
    group: "api-keys",
    to: "report a leaked API key",
    did: ({ detail }) => (detail.keys === 1 ? "reported a leaked API key" : "reported leaked API keys"),
    shows: { keys: "Keys" },
  },
} satisfies Record<string, EventWords>;
