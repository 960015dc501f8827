import type { EventWords } from "#lib/core/audit/words.ts";

/** Audit words of saved filters. */
export const segmentWords = {
  "segment.create": {
    group: "contacts",
    to: "save a segment",
    did: "saved a segment of contacts",
    shows: { name: "Name" },
  },
  "segment.update": {
    group: "contacts",
    to: "change a segment",
    did: "changed a segment of contacts",
    shows: { name: "Name", filterChanged: "Filter changed" },
  },
  "segment.delete": {
    group: "contacts",
    to: "delete a segment",
    did: "deleted a segment of contacts",
    shows: { name: "Name" },
  },
} satisfies Record<string, EventWords>;
