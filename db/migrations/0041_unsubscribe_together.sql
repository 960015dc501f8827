-- Leaving is one call: it enters the workspace, does all that leaving means and writes the audit entries, in the one transaction the call
-- is. Who presses the button at the same moment goes together: round trips, commits and triggers cost more than the work itself. The locks
-- are the same: row-level security, the debt of the guarded tables, audit_append as the only way into the log.

drop function unsubscribe(uuid, uuid, text, text, text, text, uuid, uuid);

create type leaver as (
  n integer, delivery_id uuid, campaign_id uuid, contact_id uuid, email_hash bytea, email text, newsletter_id uuid, changes boolean,
  suppression_id uuid, consent_id uuid, audit_id uuid, ip text, user_agent text, request_id text
);
comment on type leaver is 'Somebody who leaves, while unsubscribe() works. newsletter_id null: everything. changes: not gone yet.';

-- The suppressions, the subscriptions, the withdrawals (GDPR 7(3)), the messages still queued (docs/rules.md OC12), of people of one
-- workspace. p_asked: an array of n, delivery_id, suppression_id, consent_id, audit_id, ip, user_agent, request_id; n comes back with the
-- answer. It starts from the deliveries, so that it works after a contact is erased (OC13); one that is not there is not answered. Whoever
-- asks again writes nothing, not even an entry: the holder of one link could fill a log that nobody may shorten (OC7).
create function unsubscribe(
  p_workspace_id uuid, p_scope text, p_source text, p_wording text, p_action text, p_asked jsonb
) returns table (n integer, changed boolean) language plpgsql
-- A handful of people found by their keys, however large the tables are or were when the plan was made.
set plan_cache_mode = force_generic_plan set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  people leaver[];
  v_entries integer;
begin
  perform set_config('app.workspace_id', p_workspace_id::text, true);
  -- One person's requests go one after the other, so that the second sees what the first wrote; in one order, so that none wait in a ring.
  perform pg_advisory_xact_lock(l.key) from (
    select distinct hashtextextended(encode(d.email_hash, 'hex'), 0) as key
    from jsonb_to_recordset(p_asked) as a(delivery_id uuid) join deliveries d on d.id = a.delivery_id
    order by key offset 0
  ) l;

  select array_agg(row(f.n, f.delivery_id, f.campaign_id, f.contact_id, f.email_hash, f.email, f.newsletter_id,
    -- Of two links of one person in the same group the first does it.
    f.turn = 1 and (
      exists (
        select from subscriptions s
        where s.contact_id = f.contact_id and s.unsubscribed_at is null
          and (f.newsletter_id is null or s.newsletter_id = f.newsletter_id))
      -- A range in the index's order: asked for one value, the planner takes another index while the table is small, and keeps it.
      or not exists (
        select from (
          select s.reason, s.newsletter_id from suppressions s
          where s.workspace_id = p_workspace_id and s.email_hash between f.email_hash and f.email_hash and s.lifted_at is null
          order by s.email_hash offset 0) s
        where s.newsletter_id is not distinct from f.newsletter_id and s.reason in ('unsubscribed', 'complained'))),
    f.suppression_id, f.consent_id, f.audit_id, f.ip, left(f.user_agent, 512), f.request_id)::leaver)
  into people
  from (
    select a.*, d.campaign_id, d.contact_id, d.email_hash, c.newsletter_id,
      (select p.email from contacts p where p.id = d.contact_id) as email,
      row_number() over (partition by d.email_hash, c.newsletter_id order by a.n) as turn
    from jsonb_to_recordset(p_asked) as a(n integer, delivery_id uuid, suppression_id uuid, consent_id uuid, audit_id uuid, ip text,
      user_agent text, request_id text)
    join deliveries d on d.id = a.delivery_id
    cross join lateral (
      select case when p_scope = 'newsletter' then c.newsletter_id end as newsletter_id from campaigns c where c.id = d.campaign_id
    ) c
  ) f;

  if exists (select from unnest(people) p where p.changes) then
    -- A wish outranks a bounce or a note of ours: lifting those must not bring the person back.
    insert into suppressions as s (id, workspace_id, email_hash, email, newsletter_id, reason, source, campaign_id)
    select p.suppression_id, p_workspace_id, p.email_hash, p.email, p.newsletter_id, 'unsubscribed', p_source, p.campaign_id
    from unnest(people) p where p.changes
    on conflict (workspace_id, email_hash, coalesce(newsletter_id, '00000000-0000-0000-0000-000000000000')) where lifted_at is null
    do update set reason = 'unsubscribed', source = excluded.source, campaign_id = excluded.campaign_id
      where s.reason in ('bounced', 'manual');

    update subscriptions s set unsubscribed_at = now() from unnest(people) p
    where p.changes and s.contact_id = p.contact_id and s.unsubscribed_at is null
      and (p.newsletter_id is null or s.newsletter_id = p.newsletter_id);

    insert into consents (id, workspace_id, contact_id, newsletter_id, kind, basis, source, wording, evidence, actor_kind, actor_id, ip,
      user_agent)
    select p.consent_id, p_workspace_id, p.contact_id, p.newsletter_id, 'withdrawal', 'withdrawal', p_source, p_wording,
      jsonb_build_object('deliveryId', p.delivery_id, 'campaignId', p.campaign_id), 'subscriber', p.contact_id::text, p.ip, p.user_agent
    from unnest(people) p where p.changes;
  end if;

  with stopped as (
    update deliveries q set state = 'skipped', reason = 'unsubscribed' from unnest(people) p
    where q.workspace_id = p_workspace_id and q.email_hash = p.email_hash and q.state = 'queued'
      and (p.newsletter_id is null or exists (
        select from campaigns c where c.id = q.campaign_id and c.newsletter_id = p.newsletter_id))
    returning p.n
  ), counted as (
    select s.n, count(*)::int as count from stopped s group by s.n
  )
  select count(audit_append(p.audit_id, p_workspace_id, null, 'subscriber', p.contact_id::text, p_action, 'done', p.contact_id::text,
    jsonb_build_object('scope', case when p.newsletter_id is null then 'all' else 'newsletter' end, 'source', p_source,
      'changed', p.changes, 'queuedStopped', coalesce(s.count, 0), 'delivery', p.delivery_id),
    p.ip, p.user_agent, p.request_id)) into v_entries
  from unnest(people) p left join counted s on s.n = p.n where p.changes or s.n is not null;

  return query select p.n, p.changes from unnest(people) p;
end $$;
