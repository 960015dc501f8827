import { sql } from "drizzle-orm";
import { z } from "zod";
import { type LogoRow, logoShown } from "#lib/audience/subscriber-pages/logo-link.ts";
import { masked } from "#lib/audience/subscriber-pages/masked.ts";
import type { SenderColour } from "#lib/audience/subscriber-pages/sender-colours.ts";
import { locales } from "#lib/audience/subscriber-pages/words.ts";
import { stillTheirs } from "#lib/audience/unsubscribe/still-theirs.ts";
import { notFound } from "#lib/core/errors.ts";
import { subscriberLink } from "#lib/core/policies.ts";
import { query } from "#lib/core/query.ts";
import { choosable } from "./choosable.ts";
import type { Frequency } from "./frequencies.ts";

type Row = {
  sender: string;
  colour: SenderColour;
  logo: LogoRow;
  postal_address: string | null;
  email: string;
  known: boolean;
  language: string | null;
  paused_until: Date | string | null;
  mail_frequency: Frequency | null;
};

/**
 * Returns a subscriber's own preferences: each newsletter they are on, may return to, or may join, and their pause. `known` is
 * false for a person whom the workspace erased, and for a mail to an address they no longer have: those can only leave.
 */
export const getPreferences = query({
  name: "preference.get",
  allow: subscriberLink,
  input: z.object({}),
  async run({ db, actor }) {
    const { workspaceId, deliveryId, contactId } = actor;
    const [row] = await db.execute<Row>(sql`
      select coalesce(w.sender_name, w.name) as sender, w.sender_colour as colour, logo_of(w.id, null) as logo, w.postal_address, d.email,
        ${stillTheirs(actor)} as known, p.language, p.mail_frequency, case when p.paused_until > now() then p.paused_until end as paused_until
      from deliveries d join workspaces w on w.id = d.workspace_id
      left join contacts p on p.workspace_id = d.workspace_id and p.id = ${contactId}
      where d.workspace_id = ${workspaceId} and d.id = ${deliveryId}`);
    if (!row) throw notFound("link");
    const choices = row.known ? await choosable(db, actor) : { blocked: false, newsletters: [] };
    return {
      workspaceId,
      sender: row.sender,
      colour: row.colour,
      logo: logoShown(workspaceId, row.logo),
      postalAddress: row.postal_address,
      address: masked(row.email),
      known: row.known,
      language: locales.find((locale) => locale === row.language) ?? null,
      frequency: row.mail_frequency ?? "every",
      pausedUntil: row.paused_until === null ? null : new Date(row.paused_until),
      ...choices,
    };
  },
});
