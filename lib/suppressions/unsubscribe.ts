import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { command } from "#lib/core/command.ts";
import { notFound } from "#lib/core/errors.ts";
import { subscriberLink } from "#lib/core/policies.ts";
import { prepared } from "#lib/core/prepared.ts";

const wordings = {
  one_click: "One-click unsubscribe by the mail program (RFC 8058).",
  unsubscribe_page: "Confirmed on the unsubscribe page.",
} as const;

/**
 * A subscriber leaves one newsletter or everything, at once: also what is still queued for them. Asking again changes nothing.
 * Law: GDPR 7(3) and 21(3), CAN-SPAM 7704(a)(4), CASL s.11. `changed` is false when they had left before.
 */
export const unsubscribe = command({
  name: "contact.unsubscribe",
  allow: subscriberLink,
  input: z.object({
    scope: z.enum(["newsletter", "all"]),
    source: z.enum(["one_click", "unsubscribe_page"]),
  }),
  async run({ tx, actor }, { scope, source }) {
    const newsletterId = scope === "newsletter" ? actor.newsletterId : null;
    const { ip, userAgent } = actor.origin;
    const [row] = await prepared<{ changed: boolean; stopped: number }>(
      tx,
      sql`select changed, stopped from unsubscribe(${actor.deliveryId}, ${newsletterId}, ${source}, ${wordings[source]}, ${ip},
        ${userAgent}, ${uuidv7()}, ${uuidv7()})`,
    );
    if (!row) throw notFound("link");

    return {
      result: { changed: row.changed },
      audit: {
        target: actor.contactId,
        detail: {
          scope,
          source,
          changed: row.changed,
          queuedStopped: row.stopped,
          delivery: actor.deliveryId,
        },
      },
    };
  },
});
