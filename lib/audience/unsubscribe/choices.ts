import { and, eq, isNull, or } from "drizzle-orm";
import { z } from "zod";
import { deliveries } from "#db/schema/campaigns.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import { suppressions } from "#db/schema/suppressions.ts";
import { workspaces } from "#db/schema/workspaces.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { subscriberLink } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";

/**
 * Returns the unsubscribe page's facts: sender, newsletter, address (masked, because links are
 * forwarded), and earlier choices. Reads the delivery instead of the contact, because an erased
 * recipient must still be able to leave (OC13).
 */
export const unsubscribeChoices = query({
  name: "contact.choices",
  allow: subscriberLink,
  input: z.object({}),
  async run({ db, actor }) {
    const [found] = await db
      .select({
        sender: workspaces.senderName,
        workspace: workspaces.name,
        postalAddress: workspaces.postalAddress,
        email: deliveries.email,
        emailHash: deliveries.emailHash,
      })
      .from(deliveries)
      .innerJoin(workspaces, eq(workspaces.id, deliveries.workspaceId))
      .where(and(owned(deliveries, actor), eq(deliveries.id, actor.deliveryId)));
    if (!found) throw notFound("subscription");

    const [newsletter] = actor.newsletterId
      ? await db
          .select({ name: newsletters.name })
          .from(newsletters)
          .where(and(owned(newsletters, actor), eq(newsletters.id, actor.newsletterId)))
      : [];
    const active = await db
      .select({ newsletterId: suppressions.newsletterId })
      .from(suppressions)
      .where(
        and(
          owned(suppressions, actor),
          eq(suppressions.emailHash, found.emailHash),
          isNull(suppressions.liftedAt),
          or(
            isNull(suppressions.newsletterId),
            actor.newsletterId ? eq(suppressions.newsletterId, actor.newsletterId) : undefined,
          ),
        ),
      )
      .limit(2);

    return {
      sender: found.sender ?? found.workspace,
      postalAddress: found.postalAddress,
      newsletter: newsletter?.name ?? null,
      address: masked(found.email),
      stopped: active.some((row) => row.newsletterId === null)
        ? "all"
        : active.length > 0
          ? "newsletter"
          : null,
    } as const;
  },
});

/** Returns `ada@example.com` as `a•••@example.com`. */
function masked(email: string): string {
  // The address of an erased person is kept nowhere.
  if (email === "") return "your address";
  const [local = "", domain = ""] = email.split("@");
  return `${[...local][0] ?? ""}•••@${domain}`;
}
