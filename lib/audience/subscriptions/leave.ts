import { and, eq, inArray, sql } from "drizzle-orm";
import { contacts } from "#db/schema/contacts.ts";
import { type ApiKey, actorId, type Member, memberBehind } from "#lib/core/actor.ts";
import type { Transaction } from "#lib/core/database/transaction.ts";
import { owned } from "#lib/core/owned.ts";
import { lockPerson } from "./person.ts";

/**
 * Stops all advertising to a person who objected to it (GDPR 21(2), (3)): each of their contacts leaves everything, and the
 * address stays off where there is no contact.
 */
export async function leaveAll(
  tx: Transaction,
  actor: Member,
  { email, emailHash, contactIds }: { email: string; emailHash: Buffer; contactIds: string[] },
): Promise<void> {
  const how = "Objected to advertising (GDPR Art. 21(2)).";
  const all = { ...leaving(actor), newsletterId: null, how, askedOn: null };
  for (const id of contactIds) await leave(tx, { ...all, person: await lockPerson(tx, actor, id) });
  const [same] = await tx
    .select({ id: contacts.id })
    .from(contacts)
    .where(
      and(owned(contacts, actor), eq(contacts.email, email), inArray(contacts.id, [...contactIds, noId])),
    );
  if (!same) await leave(tx, { ...all, person: { id: null, email, emailHash } });
}

const noId = "00000000-0000-0000-0000-000000000000";

export const leaving = (actor: Member | ApiKey) => ({
  workspaceId: actor.workspaceId,
  userId: memberBehind(actor),
  by: { kind: actor.kind, id: actorId(actor) },
  ip: actor.origin.ip,
  userAgent: actor.origin.userAgent,
});

type Leaving = ReturnType<typeof leaving> & {
  /** Without an id where the workspace has no contact of that address. */
  person: { id: string | null; email: string; emailHash: Buffer };
  newsletterId: string | null;
  how: string;
  askedOn: string | null;
};

/** Writes all that leaving means. `changed` is false when they had left before: then nothing but waiting mail is touched. */
export async function leave(
  tx: Transaction,
  { workspaceId, userId, by, ip, userAgent, person, newsletterId, how, askedOn }: Leaving,
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
      where s.workspace_id = ${workspaceId} and s.contact_id = ${person.id}::uuid and s.unsubscribed_at is null
        and (${newsletterId}::uuid is null or s.newsletter_id = ${newsletterId}::uuid)
      returning 1
    ), changed as (
      select exists (select from fresh) or exists (select from left_now) as yes
    ), withdrawn as (
      insert into consents (id, workspace_id, contact_id, newsletter_id, kind, basis, source, wording, evidence, actor_kind, actor_id, ip,
        user_agent, given_on)
      select new_id(), ${workspaceId}::uuid, ${person.id}::uuid, ${newsletterId}::uuid, 'withdrawal', 'withdrawal', 'manual', ${how},
        jsonb_build_object('asserted_by', ${by.id}::text), ${by.kind}, ${by.id}, ${ip}, ${userAgent}, ${askedOn}::date
      from changed where yes and ${person.id}::uuid is not null
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
