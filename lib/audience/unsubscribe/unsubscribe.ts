import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { callCommand } from "#lib/core/call-command.ts";
import { notFound } from "#lib/core/errors.ts";
import { subscriberLink } from "#lib/core/policies.ts";

const name = "contact.unsubscribe";

const wordings = {
  one_click: "One-click unsubscribe by the mail program (RFC 8058).",
  unsubscribe_page: "Confirmed on the unsubscribe page.",
} as const;

/**
 * Ends a subscription to one newsletter or to everything at once, queued mail included. A repeat
 * writes nothing, not even an audit entry, because many people may hold a link and the log is never
 * shortened. `changed` is false when they had left before.
 * Law: GDPR 7(3) and 21(3), CAN-SPAM 7704(a)(4), CASL s.11.
 */
export const unsubscribe = callCommand({
  name,
  allow: subscriberLink,
  input: z.object({
    scope: z.enum(["newsletter", "all"]),
    source: z.enum(["one_click", "unsubscribe_page"]),
  }),
  group: ({ scope, source }) => `${scope} ${source}`,
  call(workspaceId, asked) {
    const { scope, source } = asked[0]?.input ?? { scope: "all", source: "one_click" };
    const people = asked.map(({ n, actor, entry }) => ({
      n,
      delivery_id: actor.deliveryId,
      suppression_id: uuidv7(),
      consent_id: uuidv7(),
      ...entry,
    }));
    return sql`select n, changed from unsubscribe(${workspaceId}, ${scope}, ${source}, ${wordings[source]}, ${name},
      ${JSON.stringify(people)}::jsonb)`;
  },
  result(row: { n: number; changed: boolean } | undefined) {
    if (!row) throw notFound("link");
    return { changed: row.changed };
  },
});
