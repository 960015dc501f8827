import { and, eq, isNull, or, sql } from "drizzle-orm";
import { z } from "zod";
import { deliveries } from "#db/schema/campaigns.ts";
import { contacts } from "#db/schema/contacts.ts";
import { leavingReasons } from "#db/schema/leaving-reasons.ts";
import { newsletters } from "#db/schema/newsletters.ts";
import { suppressions } from "#db/schema/suppressions.ts";
import { workspaces } from "#db/schema/workspaces.ts";
import { type LogoRow, logoShown } from "#lib/audience/subscriber-pages/logo-link.ts";
import { masked } from "#lib/audience/subscriber-pages/masked.ts";
import { locales } from "#lib/audience/subscriber-pages/words.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { subscriberLink } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { hasLeft } from "./has-left.ts";
import { undoable } from "./undoable.ts";

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
        colour: workspaces.senderColour,
        postalAddress: workspaces.postalAddress,
        email: deliveries.email,
        emailHash: deliveries.emailHash,
      })
      .from(deliveries)
      .innerJoin(workspaces, eq(workspaces.id, deliveries.workspaceId))
      .where(and(owned(deliveries, actor), eq(deliveries.id, actor.deliveryId)));
    if (!found) throw notFound("subscription");

    const [logo] = await db.execute<{ logo: LogoRow }>(
      sql`select logo_of(${actor.workspaceId}, ${actor.newsletterId}) as logo`,
    );
    const [newsletter] = actor.newsletterId
      ? await db
          .select({
            name: newsletters.name,
            colour: newsletters.senderColour,
          })
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

    const stopped = active.some((row) => row.newsletterId === null)
      ? "all"
      : active.length > 0
        ? "newsletter"
        : null;
    const [reason] = stopped
      ? await db
          .select({ reason: leavingReasons.reason })
          .from(leavingReasons)
          .where(and(owned(leavingReasons, actor), eq(leavingReasons.deliveryId, actor.deliveryId)))
      : [];
    const [person] = await db
      .select({ language: contacts.language })
      .from(contacts)
      .where(and(owned(contacts, actor), eq(contacts.id, actor.contactId)));
    return {
      /** The language the person chose; null for their browser's. */
      language: locales.find((locale) => locale === person?.language) ?? null,
      sender: found.sender ?? found.workspace,
      colour: newsletter?.colour ?? found.colour,
      logo: logoShown(actor.workspaceId, logo?.logo ?? null),
      postalAddress: found.postalAddress,
      newsletter: newsletter?.name ?? null,
      address: masked(found.email),
      stopped,
      /** What this link's holder may take back, for half an hour. */
      undo: stopped ? await undoable(db, actor) : null,
      /** Whether to ask why they left: they did, are still a contact, and have not said. */
      asksReason: stopped !== null && !reason && (await hasLeft(db, actor)),
      gaveReason: reason !== undefined,
    } as const;
  },
});
