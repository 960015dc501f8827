import type { EventWords } from "#lib/core/audit/words.ts";

/** Audit words of subscribe forms. */
export const subscribeFormWords = {
  "subscribe_form.send": {
    group: "contacts",
    to: "subscribe by a form",
    target: "contact",
    did: ({ detail }) =>
      detail.outcome === "subscribed"
        ? "subscribed by a form"
        : detail.outcome === "asked"
          ? "signed up by a form, and was asked to confirm"
          : "signed up by a form; nothing was sent, because the address is suppressed",
    shows: {
      form: {
        label: "Form",
        words: { hosted: "Subscribe page", embedded: "Form on another site" },
      },
    },
  },
} satisfies Record<string, EventWords>;
