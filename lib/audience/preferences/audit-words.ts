import { counted, type EventWords } from "#lib/core/audit/words.ts";

/** Audit words of preferences. */
export const preferenceWords = {
  "preference.set": {
    group: "contacts",
    to: "change their preferences",
    target: "contact",
    did: ({ detail }) => {
      const joined = Number(detail.joined ?? 0);
      const left = Number(detail.left ?? 0);
      const did = [
        ...(joined > 0 ? [`joined ${counted(joined, "newsletter", "newsletters")}`] : []),
        ...(left > 0 ? [`left ${counted(left, "newsletter", "newsletters")}`] : []),
        ...(detail.paused ? ["paused all mail"] : []),
      ];
      return did.join(", ") || "saved their preferences";
    },
    shows: {
      frequency: {
        label: "How often",
        words: { every: "Every message", weekly: "At most one a week", monthly: "At most one a month" },
      },
    },
  },
} satisfies Record<string, EventWords>;
