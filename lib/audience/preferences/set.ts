import { and, eq, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { z } from "zod";
import { consents } from "#db/schema/consents.ts";
import { contacts } from "#db/schema/contacts.ts";
import { locales } from "#lib/audience/subscriber-pages/words.ts";
import { stillTheirs } from "#lib/audience/unsubscribe/still-theirs.ts";
import type { Subscriber } from "#lib/core/actor.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { notFound } from "#lib/core/errors.ts";
import { owned } from "#lib/core/owned.ts";
import { subscriberLink } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { takeAttempt } from "#lib/core/throttle/attempts.ts";
import { sha256 } from "#lib/crypto/hash.ts";
import { choosable } from "./choosable.ts";
import { frequencies } from "./frequencies.ts";

/** The longest pause. Longer than that a person wants to leave. */
const MOST_PAUSE_DAYS = 366;

const ids = z.array(z.uuid()).max(100);

/**
 * Keeps what a person chose on their preference page. Joining records an express consent with the words beside the choice, and
 * leaving a withdrawal; both hold at once, for queued mail too. Only newsletters that the page showed are touched.
 * @throws AppError notFound for a person whom the workspace erased, and for a mail to an address they no longer have.
 */
export const setPreferences = command({
  name: "preference.set",
  allow: subscriberLink,
  input: z.object({
    /** The newsletters that the page showed, and those of them the person wants. */
    shown: ids,
    wanted: ids,
    pausedUntil: z.date().nullable(),
    language: z.enum(locales).nullable(),
    /** Absent where the page offered no choice: then it stays as it is. */
    frequency: z.enum(frequencies).optional(),
    /** What the page says a choice means, in the language it was shown in. */
    wording: text({ max: 1000 }).min(1),
    locale: z.enum(locales),
  }),
  // The holder of one link could otherwise fill a log that is never shortened.
  prepare: ({ deliveryId }) => takeAttempt({ name: "preferences", max: 20, windowSeconds: 3600 }, deliveryId),
  async run({ tx, actor }, { shown, wanted, pausedUntil, language, frequency, wording, locale }) {
    const { workspaceId, contactId } = actor;
    const [person] = await tx
      .select({ emailHash: contacts.emailHash, email: contacts.email })
      .from(contacts)
      .where(and(owned(contacts, actor), eq(contacts.id, contactId), stillTheirs(actor)))
      .for("update");
    if (!person) throw notFound("link");
    // The same lock as leaving takes, so that two pages sent at once go one after the other.
    await tx.execute(
      sql`select pg_advisory_xact_lock(hashtextextended(${person.emailHash.toString("hex")}, 0))`,
    );
    const { newsletters, blocked } = await choosable(tx, actor);
    const known = newsletters.filter(({ id }) => shown.includes(id));
    const joined = blocked ? [] : known.filter(({ id, on }) => !on && wanted.includes(id));
    const left = known.filter(({ id, on }) => on && !wanted.includes(id));
    const latest = new Date(Date.now() + MOST_PAUSE_DAYS * 86_400_000);
    const pause = pausedUntil && pausedUntil > latest ? latest : pausedUntil;

    await tx
      .update(contacts)
      .set({ pausedUntil: pause, language, ...(frequency && { mailFrequency: frequency }) })
      .where(and(owned(contacts, actor), eq(contacts.id, contactId)));
    const grant = (newsletterId: string, kind: "grant" | "withdrawal") => ({
      workspaceId,
      id: uuidv7(),
      contactId,
      newsletterId,
      kind,
      basis: kind === "grant" ? ("express" as const) : ("withdrawal" as const),
      source: kind === "grant" ? ("form" as const) : ("unsubscribe_page" as const),
      wording,
      evidence: {
        form: "preferences",
        deliveryId: actor.deliveryId,
        wordingHash: sha256(wording).toString("hex"),
        locale,
      },
      actorKind: actor.kind,
      actorId: contactId,
      ip: actor.origin.ip,
      userAgent: actor.origin.userAgent,
    });
    const changes = [
      ...joined.map(({ id }) => grant(id, "grant")),
      ...left.map(({ id }) => grant(id, "withdrawal")),
    ];
    if (changes.length > 0) await tx.insert(consents).values(changes);
    if (joined.length > 0)
      await join(
        tx,
        actor,
        person,
        joined.map(({ id }) => id),
      );
    if (left.length > 0)
      await leave(
        tx,
        actor,
        person,
        left.map(({ id }) => id),
      );
    return {
      result: { joined: joined.length, left: left.length },
      audit: {
        target: contactId,
        detail: {
          joined: joined.length,
          left: left.length,
          paused: pause !== null,
          ...(frequency && { frequency }),
        },
      },
    };
  },
});

type Person = { emailHash: Buffer; email: string };

const listOf = (values: string[]) =>
  sql`(select value::uuid from jsonb_array_elements_text(${JSON.stringify(values)}::jsonb))`;

/** Puts the person on newsletters, and lifts what they themselves had asked for: never a complaint, bounce or note of the sender. */
async function join(tx: Transaction, actor: Subscriber, person: Person, newsletterIds: string[]) {
  const { workspaceId, contactId } = actor;
  await tx.execute(sql`
    update suppressions s set lifted_at = now(), lifted_note = 'They joined again on their preference page.'
    where s.workspace_id = ${workspaceId} and s.email_hash = ${person.emailHash} and s.lifted_at is null and s.reason = 'unsubscribed'
      and (s.newsletter_id is null or s.newsletter_id in ${listOf(newsletterIds)})`);
  await tx.execute(sql`
    insert into subscriptions as s (workspace_id, newsletter_id, contact_id, confirmed_at)
    select ${workspaceId}::uuid, value::uuid, ${contactId}::uuid, now()
    from jsonb_array_elements_text(${JSON.stringify(newsletterIds)}::jsonb)
    on conflict (workspace_id, newsletter_id, contact_id) do update
      set confirmed_at = coalesce(s.confirmed_at, now()), unsubscribed_at = null,
        subscribed_at = case when s.unsubscribed_at is null then s.subscribed_at else now() end`);
}

/** Takes the person off newsletters at once, with what is queued for them. */
async function leave(tx: Transaction, actor: Subscriber, person: Person, newsletterIds: string[]) {
  const { workspaceId, contactId, campaignId } = actor;
  const which = listOf(newsletterIds);
  await tx.execute(sql`
    update subscriptions set unsubscribed_at = now()
    where workspace_id = ${workspaceId} and contact_id = ${contactId} and unsubscribed_at is null and newsletter_id in ${which}`);
  await tx.execute(sql`
    insert into suppressions as s (id, workspace_id, email_hash, email, newsletter_id, reason, source, campaign_id)
    select new_id(), ${workspaceId}::uuid, ${person.emailHash}, ${person.email}, value::uuid, 'unsubscribed', 'unsubscribe_page', ${campaignId}::uuid
    from jsonb_array_elements_text(${JSON.stringify(newsletterIds)}::jsonb)
    on conflict (workspace_id, email_hash, coalesce(newsletter_id, '00000000-0000-0000-0000-000000000000')) where lifted_at is null
    do update set reason = 'unsubscribed', source = excluded.source, campaign_id = excluded.campaign_id,
      since = (now() at time zone 'UTC')::date
      where s.reason in ('bounced', 'manual')`);
  await tx.execute(sql`
    update deliveries q set state = 'skipped', reason = 'unsubscribed'
    where q.workspace_id = ${workspaceId} and q.email_hash = ${person.emailHash} and q.state = 'queued' and exists (
      select from campaigns c where c.workspace_id = ${workspaceId} and c.id = q.campaign_id and c.newsletter_id in ${which})`);
}
