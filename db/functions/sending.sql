-- Sending, and leaving: what a mailed link points at, one-click unsubscribe, campaigns that nobody works on.

-- What a link in a mail points at, for a reader who is nobody yet: only the ids, and only by the two ids a link carries, one unguessable.
create or replace function delivery_by_id(p_workspace_id uuid, p_id uuid) returns table (
  campaign_id uuid, contact_id uuid, newsletter_id uuid
) language sql stable security definer set search_path = public, pg_temp as $$
  select d.campaign_id, d.contact_id, c.newsletter_id
  from deliveries d join campaigns c on c.workspace_id = d.workspace_id and c.id = d.campaign_id
  where d.workspace_id = p_workspace_id and d.id = p_id
$$;

-- The suppressions, the subscriptions, the withdrawals (GDPR 7(3)), the messages still queued (docs/rules.md OC12), of people of one
-- workspace. p_asked: an array of n, delivery_id, suppression_id, consent_id, audit_id, ip, user_agent, request_id, and of the origin
-- sealed for the entry origin_key, origin_salt, origin_sealed, origin_commitment, ip_bucket; n comes back with the answer. It starts from
-- the deliveries, so that it works after a contact is erased (OC13); one that is not there is not answered. Whoever asks again writes
-- nothing, not even an entry: the holder of one link could fill a log that nobody may shorten (OC7).
create or replace function unsubscribe(
  p_workspace_id uuid, p_scope text, p_source text, p_wording text, p_action text, p_asked jsonb
) returns table (n integer, changed boolean) language plpgsql
-- A handful of people found by their keys, however large the tables are or were when the plan was made. Every key begins with the workspace,
-- so a plan made while a workspace is small reads all of it, and is kept. Hence each look-up stands alone (`offset 0`) and asks for a range in
-- its index's order, because no other index gives that order.
set search_path = public, pg_temp set plan_cache_mode = force_generic_plan
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
  people leaver[];
  person leaver;
  v_entries integer;
begin
  perform set_config('app.workspace_id', p_workspace_id::text, true);
  -- One person's requests go one after the other, so that the second sees what the first wrote; in one order, so that none wait in a ring.
  perform pg_advisory_xact_lock(l.key) from (
    select distinct hashtextextended(encode(h.email_hash, 'hex'), 0) as key
    from jsonb_to_recordset(p_asked) as a(delivery_id uuid)
    cross join lateral (
      select x.email_hash, x.contact_id from deliveries x
      where x.workspace_id = p_workspace_id and x.id between a.delivery_id and a.delivery_id order by x.id offset 0
    ) d
    -- A wish holds for every address of the person: suppression_written copies it.
    cross join lateral (
      select d.email_hash union all
      select o.email_hash from contact_addresses o where o.workspace_id = p_workspace_id and o.contact_id = d.contact_id
    ) h
    order by key offset 0
  ) l;

  select array_agg(row(f.n, f.delivery_id, f.campaign_id, f.contact_id, f.email_hash, f.email, f.newsletter_id,
    -- Of two links of one person in the same group the first does it.
    f.turn = 1 and (
      exists (
        select from subscriptions s
        where s.workspace_id = p_workspace_id and s.contact_id = f.contact_id and s.unsubscribed_at is null
          and (f.newsletter_id is null or s.newsletter_id = f.newsletter_id))
      or not exists (
        select from (
          select s.reason, s.newsletter_id, s.import_id from suppressions s
          where s.workspace_id = p_workspace_id and s.email_hash between f.email_hash and f.email_hash and s.lifted_at is null
          order by s.email_hash offset 0) s
        where s.newsletter_id is not distinct from f.newsletter_id and s.reason in ('unsubscribed', 'complained')
          -- One that an import made may be rolled back: the person's own word takes its place.
          and s.import_id is null)),
    f.suppression_id, f.consent_id, f.audit_id, f.ip, left(f.user_agent, 512), f.request_id,
    row(f.origin_key, f.origin_sealed, f.origin_commitment, f.ip_bucket)::audit_sealed, f.origin_salt)::leaver)
  into people
  from (
    -- The address that this message went to, because the contact's may be another by now: hash and address belong together. An erased
    -- person has none.
    select a.*, d.campaign_id, d.contact_id, d.email_hash, c.newsletter_id,
      (select nullif(d.email, '') from contacts p
        where p.workspace_id = p_workspace_id and p.id between d.contact_id and d.contact_id order by p.id limit 1) as email,
      row_number() over (partition by d.email_hash, c.newsletter_id order by a.n) as turn
    from jsonb_to_recordset(p_asked) as a(n integer, delivery_id uuid, suppression_id uuid, consent_id uuid, audit_id uuid, ip text,
      user_agent text, request_id text, origin_key uuid, origin_salt bytea, origin_sealed bytea, origin_commitment bytea, ip_bucket smallint)
    cross join lateral (
      select x.campaign_id, x.contact_id, x.email_hash, x.email from deliveries x
      where x.workspace_id = p_workspace_id and x.id between a.delivery_id and a.delivery_id order by x.id offset 0
    ) d
    cross join lateral (
      select case when p_scope = 'newsletter' then c.newsletter_id end as newsletter_id
      from campaigns c where c.workspace_id = p_workspace_id and c.id = d.campaign_id
    ) c
  ) f;

  if exists (select from unnest(people) p where p.changes) then
    -- A wish outranks a bounce or a note of ours: lifting those must not bring the person back.
    insert into suppressions as s (id, workspace_id, email_hash, email, newsletter_id, reason, source, campaign_id)
    select p.suppression_id, p_workspace_id, p.email_hash, p.email, p.newsletter_id, 'unsubscribed', p_source, p.campaign_id
    from unnest(people) p where p.changes
    on conflict (workspace_id, email_hash, coalesce(newsletter_id, '00000000-0000-0000-0000-000000000000')) where lifted_at is null
    do update set reason = case s.reason when 'complained' then s.reason else 'unsubscribed' end, source = excluded.source,
      campaign_id = excluded.campaign_id, import_id = null,
      since = case when s.reason in ('bounced', 'manual') then (now() at time zone 'UTC')::date else s.since end
      where s.reason in ('bounced', 'manual') or s.import_id is not null;

    for person in select p.* from unnest(people) p where p.changes loop
      update subscriptions s set unsubscribed_at = now()
      where s.workspace_id = p_workspace_id and s.contact_id = person.contact_id and s.unsubscribed_at is null
        and (person.newsletter_id is null or s.newsletter_id = person.newsletter_id);
    end loop;

    insert into consents (id, workspace_id, contact_id, newsletter_id, kind, basis, source, wording, evidence, actor_kind, actor_id, ip,
      user_agent)
    select p.consent_id, p_workspace_id, p.contact_id, p.newsletter_id, 'withdrawal', 'withdrawal', p_source, p_wording,
      jsonb_build_object('deliveryId', p.delivery_id, 'campaignId', p.campaign_id), 'subscriber', p.contact_id::text, p.ip, p.user_agent
    from unnest(people) p where p.changes;
  end if;

  with stopped as (
    update deliveries q set state = 'skipped', reason = 'unsubscribed' from (
      select p.n, p.newsletter_id, p.email_hash, null::uuid as contact_id from unnest(people) p
      union all
      select p.n, p.newsletter_id, o.email_hash, p.contact_id from unnest(people) p
      join contact_addresses o on o.workspace_id = p_workspace_id and o.contact_id = p.contact_id and o.email_hash <> p.email_hash
    ) p
    where q.workspace_id = p_workspace_id and q.email_hash = p.email_hash and q.state = 'queued'
      and (p.contact_id is null or q.contact_id = p.contact_id)
      and (p.newsletter_id is null or exists (
        select from campaigns c
        where c.workspace_id = p_workspace_id and c.id = q.campaign_id and c.newsletter_id = p.newsletter_id))
    returning p.n
  ), counted as (
    select s.n, count(*)::int as count from stopped s group by s.n
  ), recorded as materialized (
    select p.*, coalesce(s.count, 0) as count from unnest(people) p left join counted s on s.n = p.n where p.changes or s.n is not null
  ), keys as (
    insert into person_keys (id, workspace_id, person_id, salt)
    select (r.origin).key, p_workspace_id, r.contact_id, r.salt from recorded r where (r.origin).key is not null
  )
  select count(audit_append(r.audit_id, p_workspace_id, null, 'subscriber', r.contact_id::text, p_action, 'done', r.contact_id::text,
    jsonb_build_object('scope', case when r.newsletter_id is null then 'all' else 'newsletter' end, 'source', p_source,
      'changed', r.changes, 'queuedStopped', r.count, 'delivery', r.delivery_id)::text,
    r.origin, null, r.request_id)) into v_entries
  from (select * from recorded order by n) r;

  return query select p.n, p.changes from unnest(people) p;
end $$;

-- Campaigns that have something to do and nobody doing it, in every workspace: the minute's round cannot see through the wall, so it is
-- handed ids and nothing else. Live leases mean a worker is at it.
create or replace function campaigns_to_wake() returns table (workspace_id uuid, campaign_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.workspace_id, c.id
  from campaigns c
  join email_accounts a on a.workspace_id = c.workspace_id and a.id = c.email_account_id and a.disconnected_at is null
  left join email_account_health h on h.workspace_id = a.workspace_id and h.account_id = a.id
  where c.send_requested_at is not null and c.finished_at is null and c.paused_at is null
    and (h.retry_at is null or h.retry_at <= now()) and (h.limited_until is null or h.limited_until <= now())
    and not exists (
      select from deliveries d
      where d.workspace_id = c.workspace_id and d.campaign_id = c.id and d.state = 'sending' and d.lease_until > now())
    and (
      exists (
        select from deliveries d
        where d.workspace_id = c.workspace_id and d.campaign_id = c.id and d.state = 'queued' and d.held_at is null
          and d.due_at <= now())
      or exists (
        select from deliveries d where d.workspace_id = c.workspace_id and d.campaign_id = c.id and d.state = 'sending')
      or c.kind = 'campaign' and not exists (
        select from deliveries d
        where d.workspace_id = c.workspace_id and d.campaign_id = c.id and d.state = 'queued' and d.held_at is null))
$$;

-- Counts what a long campaign has just queued, before its worker starts: until then the planner takes the table for what it was before, and
-- would read the whole campaign for every batch of results. An owner's right, hence the definer; where autovacuum is at it, that is as good.
create or replace function count_deliveries_anew(p_workspace_id uuid, p_campaign_id uuid) returns void
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '500ms' as $$
begin
  if exists (
      select from deliveries d
      where d.workspace_id = p_workspace_id and d.campaign_id = p_campaign_id and d.state = 'queued' offset 1000)
    and not exists (
      select from deliveries d where d.workspace_id = p_workspace_id and d.campaign_id = p_campaign_id and d.state = 'sent')
  then
    analyze deliveries;
  end if;
exception when lock_not_available then
  null;
end $$;

-- Scheduled campaigns whose time has come, in every workspace. As with those to wake, the minute's round is handed ids and nothing else.
create or replace function campaigns_to_start() returns table (workspace_id uuid, campaign_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select c.workspace_id, c.id
  from campaigns c
  where c.scheduled_for <= now() and c.send_requested_at is null and c.held_at is null
  order by c.scheduled_for
  limit 1000
$$;
