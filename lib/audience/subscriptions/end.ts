import { sql } from "drizzle-orm";
import { z } from "zod";
import { givenDay } from "#lib/audience/contacts/fields.ts";
import { dayProblem, dayProblemWords } from "#lib/audience/contacts/grounds.ts";
import { todayOf } from "#lib/audience/contacts/today.ts";
import { command } from "#lib/core/command.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { invalid, notFound } from "#lib/core/errors.ts";
import { workspaceMember } from "#lib/core/policies.ts";
import { text } from "#lib/core/text.ts";
import { lockPerson, type Person } from "./person.ts";

const where = "Choose what they want to leave.";

/**
 * Unsubscribes a person who asked by phone, by letter or in person: from one newsletter or from everything. It counts like
 * their own click: suppression, withdrawal and stopped messages in one step (GDPR 7(3), CAN-SPAM 7704(a)(4), CASL s.11).
 */
export const endSubscription = command({
  name: "subscription.end",
  allow: workspaceMember,
  limit: { per: "workspace", max: 600, windowSeconds: 3600 },
  input: z.object({
    contactId: z.uuid(),
    newsletterId: z.union([z.uuid(where), z.literal("all")], where),
    /** Day on which they asked; today when left empty. */
    askedOn: givenDay,
    how: text({ max: 500 }).min(5, "Say how they asked, such as “By phone, to Anna”."),
  }),
  async run({ tx, actor }, { contactId, newsletterId: chosen, askedOn, how }) {
    const newsletterId = chosen === "all" ? null : chosen;
    const problem = askedOn && dayProblem("express", askedOn, await todayOf(tx, actor));
    if (askedOn && problem) throw invalid({ askedOn: dayProblemWords(problem, "express", askedOn) });
    const person = await lockPerson(tx, actor, contactId);
    if (newsletterId) {
      const [known] = await tx.execute(
        sql`select 1 from newsletters where workspace_id = ${actor.workspaceId} and id = ${newsletterId}`,
      );
      if (!known) throw notFound("newsletter");
    }
    const { changed, stopped } = await leave(tx, { ...leaving(actor), person, newsletterId, how, askedOn });
    return {
      result: { changed },
      audit: {
        target: contactId,
        detail: { newsletter: newsletterId, changed, queuedStopped: stopped, askedOn },
      },
    };
  },
});

const leaving = (actor: {
  workspaceId: string;
  userId: string;
  origin: { ip: string | null; userAgent: string | null };
}) => ({
  workspaceId: actor.workspaceId,
  userId: actor.userId,
  ip: actor.origin.ip,
  userAgent: actor.origin.userAgent,
});

type Leaving = ReturnType<typeof leaving> & {
  person: Person;
  newsletterId: string | null;
  how: string;
  askedOn: string | null;
};

/** Writes all that leaving means. `changed` is false when they had left before: then nothing but waiting mail is touched. */
async function leave(
  tx: Transaction,
  { workspaceId, userId, ip, userAgent, person, newsletterId, how, askedOn }: Leaving,
) {
  const [row] = await tx.execute<{ changed: boolean; stopped: number }>(sql`
    with fresh as (
      insert into suppressions as s (id, workspace_id, email_hash, email, newsletter_id, reason, source, note, since, created_by)
      values (new_id(), ${workspaceId}, ${person.emailHash}, ${person.email}, ${newsletterId}::uuid, 'unsubscribed', 'manual', ${how},
        ${askedOn}::date, ${userId}::uuid)
      on conflict (workspace_id, email_hash, coalesce(newsletter_id, '00000000-0000-0000-0000-000000000000')) where lifted_at is null
      -- A wish outranks a bounce or a note of ours: lifting those must not bring the person back.
      do update set reason = 'unsubscribed', source = 'manual', note = excluded.note,
        since = coalesce(excluded.since, (now() at time zone 'UTC')::date) where s.reason in ('bounced', 'manual')
      returning 1
    ), left_now as (
      update subscriptions s set unsubscribed_at = now()
      where s.workspace_id = ${workspaceId} and s.contact_id = ${person.id} and s.unsubscribed_at is null
        and (${newsletterId}::uuid is null or s.newsletter_id = ${newsletterId}::uuid)
      returning 1
    ), changed as (
      select exists (select from fresh) or exists (select from left_now) as yes
    ), withdrawn as (
      insert into consents (id, workspace_id, contact_id, newsletter_id, kind, basis, source, wording, evidence, actor_kind, actor_id, ip,
        user_agent, given_on)
      select new_id(), ${workspaceId}, ${person.id}, ${newsletterId}::uuid, 'withdrawal', 'withdrawal', 'manual', ${how},
        jsonb_build_object('asserted_by', ${userId}::text), 'member', ${userId}, ${ip}, ${userAgent}, ${askedOn}::date
      from changed where yes
    ), stopped as (
      update deliveries d set state = 'skipped', reason = 'unsubscribed'
      where d.workspace_id = ${workspaceId} and d.email_hash = ${person.emailHash} and d.state = 'queued'
        and (${newsletterId}::uuid is null or exists (
          select from campaigns c
          where c.workspace_id = d.workspace_id and c.id = d.campaign_id and c.newsletter_id = ${newsletterId}::uuid))
      returning 1
    )
    select (select yes from changed) as changed, (select count(*)::int from stopped) as stopped`);
  return { changed: row?.changed ?? false, stopped: row?.stopped ?? 0 };
}
