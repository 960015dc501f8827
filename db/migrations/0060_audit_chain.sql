-- The audit log becomes a chain. Each workspace, each account and the installation has one: an entry's hash covers the entry and the hash
-- before it, so that a change made past every lock shows. Formats and what they can prove: docs/audit-log.md.

alter table data_keys drop constraint data_keys_purpose_check;
alter table data_keys add constraint data_keys_purpose_check check (purpose in ('fields', 'suppression', 'links', 'lookup', 'audit'));

-- ── Whose personal data an entry holds ───────────────────────────────────────────────────────────────────────────────

create table person_keys (
  id uuid primary key,
  workspace_id uuid references workspaces on delete cascade,
  person_id uuid,
  salt bytea not null check (length(salt) = 32),
  created_at timestamptz not null default now()
);
create index person_keys_person on person_keys (person_id, workspace_id, id desc);
comment on table person_keys is 'Half of the key that seals one person''s data in audit entries; the other half is a data key. Destroying the rows of a person is erasure: the entries stay, and the chain over them. workspace_id null: an account. person_id null: nobody known by name.';

alter table person_keys enable row level security;
create policy wall on person_keys
  using (workspace_id is null or workspace_id = (select app_workspace_id()))
  with check (workspace_id is null or workspace_id = (select app_workspace_id()));

-- Erasure (GDPR 17): of a contact or an address in the workspace that was entered, or of the account that asks.
create function forget_person(p_person_id uuid) returns integer language sql security definer set search_path = public, pg_temp as $$
  with gone as (
    delete from person_keys
    where person_id = p_person_id
      and (workspace_id = app_workspace_id() or (workspace_id is null and p_person_id = app_user_id()))
    returning 1
  )
  select count(*)::integer from gone
$$;

-- ── The chain ────────────────────────────────────────────────────────────────────────────────────────────────────────

create table audit_chains (
  chain_id uuid primary key,
  seq bigint not null default 0,
  hash bytea not null default decode(repeat('00', 32), 'hex') check (length(hash) = 32),
  at timestamptz not null default '-infinity',
  anchor_seq bigint not null default 0,
  anchor_hash bytea not null default decode(repeat('00', 32), 'hex') check (length(anchor_hash) = 32),
  anchor_at timestamptz
) with (fillfactor = 40);
comment on table audit_chains is 'The last entry of each chain, and the anchor: the last of those retention took away. Appending locks the row, so a chain has no gaps and no forks.';

drop index audit_events_workspace, audit_events_user, audit_events_xact;
alter table audit_events rename to audit_events_before;

create table audit_events (
  chain_id uuid not null,
  seq bigint not null,
  id uuid not null,
  occurred_at timestamptz not null,
  workspace_id uuid,
  user_id uuid,
  actor_kind text not null check (actor_kind in ('anonymous', 'user', 'member', 'apiKey', 'subscriber', 'provider', 'job')),
  actor_id text,
  action text not null check (action ~ '^[a-z_]+(\.[a-z_]+)+$'),
  result text not null check (result in ('done', 'refused', 'failed')),
  target text,
  detail json not null default '{}',
  ip_bucket smallint,
  origin_key uuid,
  origin_sealed bytea,
  origin_commitment bytea,
  about_key uuid,
  about_sealed bytea,
  about_commitment bytea,
  request_id text not null,
  hash bytea not null check (length(hash) = 32),
  primary key (chain_id, occurred_at, seq)
) partition by range (occurred_at);
create index audit_events_action on audit_events (chain_id, action, occurred_at);
create index audit_events_ip on audit_events (chain_id, ip_bucket, occurred_at) where ip_bucket is not null;
create index audit_events_target on audit_events (chain_id, target, occurred_at) where target is not null;
create index audit_events_user on audit_events (user_id, occurred_at) where user_id is not null;
create index audit_events_request on audit_events (request_id);
create index audit_events_result on audit_events (chain_id, result, occurred_at) where result <> 'done';
comment on table audit_events is 'What was done, refused or failed, by whom. Append-only: audit_append() is the one way in; the way out is a whole month, a year later, by audit_drop_month(). chain_id: the workspace, else the account, else zero. detail is json, whose text is kept byte for byte.';

create trigger audit_events_append_only before update or delete on audit_events for each row execute function refuse_change();
create trigger audit_events_no_truncate before truncate on audit_events for each statement execute function refuse_change();

-- The months lie in a schema where no role of the application may enter: row-level security stands on the whole table only.
create schema audit_months;
revoke all on schema audit_months from public;

-- Makes the partitions of `p_months` months from the month of `p_from` on, where they are missing. Answers how many it made.
create function audit_make_partitions(p_from timestamptz, p_months integer) returns integer
language plpgsql security definer set search_path = public, pg_temp set timezone = 'UTC' as $$
declare
  v_month timestamptz := date_trunc('month', p_from);
  v_name text;
  v_made integer := 0;
begin
  perform pg_advisory_xact_lock(hashtextextended('audit_make_partitions', 0));
  for i in 1 .. p_months loop
    v_name := 'events_' || to_char(v_month, 'YYYY_MM');
    if to_regclass('audit_months.' || v_name) is null then
      execute format('create table audit_months.%I partition of audit_events for values from (%L) to (%L)',
        v_name, v_month, v_month + interval '1 month');
      execute format('create trigger no_truncate before truncate on audit_months.%I for each statement execute function refuse_change()', v_name);
      execute format('comment on table audit_months.%I is ''The audit entries of one month.''', v_name);
      v_made := v_made + 1;
    end if;
    v_month := v_month + interval '1 month';
  end loop;
  return v_made;
end $$;

-- A field as netstring: its length in bytes, its text. No field can pretend to be two.
create function audit_field(p_text text) returns text language sql immutable parallel safe as $$
  select case when p_text is null then '-,' else octet_length(p_text)::text || ':' || p_text || ',' end
$$;

create function audit_canonical(e audit_events) returns text language sql stable parallel safe as $$
  select audit_field('mailneo-audit-1') || audit_field(e.chain_id::text) || audit_field(e.seq::text) || audit_field(e.id::text)
    || audit_field(to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    || audit_field(e.workspace_id::text) || audit_field(e.user_id::text) || audit_field(e.actor_kind) || audit_field(e.actor_id)
    || audit_field(e.action) || audit_field(e.result) || audit_field(e.target) || audit_field(e.detail::text)
    || audit_field(e.ip_bucket::text) || audit_field(e.origin_key::text) || audit_field(encode(e.origin_commitment, 'hex'))
    || audit_field(e.about_key::text) || audit_field(encode(e.about_commitment, 'hex')) || audit_field(e.request_id)
$$;

create type audit_sealed as (key uuid, sealed bytea, commitment bytea, bucket smallint);
comment on type audit_sealed is 'Personal data of an entry: under which person''s key, sealed, SHA-256 of what is sealed (salt and text), and for an origin the bucket of its address.';

-- The inside of audit_append, with the time as an argument. Not for the application.
create function audit_append_at(
  p_id uuid, p_workspace_id uuid, p_user_id uuid, p_actor_kind text, p_actor_id text, p_action text, p_result text,
  p_target text, p_detail text, p_origin audit_sealed, p_about audit_sealed, p_request_id text, p_at timestamptz
) returns void language plpgsql set search_path = public, pg_temp as $$
declare
  e audit_events;
  h audit_chains;
begin
  e.chain_id := coalesce(p_workspace_id, p_user_id, '00000000-0000-0000-0000-000000000000');
  select * into h from audit_chains c where c.chain_id = e.chain_id for update;
  if not found then
    insert into audit_chains (chain_id) values (e.chain_id) on conflict do nothing;
    select * into h from audit_chains c where c.chain_id = e.chain_id for update;
  end if;
  e.seq := h.seq + 1;
  e.id := p_id;
  -- Not the transaction's beginning: who waited for the chain came later. Never backwards, also when the clock is set back.
  e.occurred_at := greatest(coalesce(p_at, clock_timestamp()), h.at);
  e.workspace_id := p_workspace_id;
  e.user_id := p_user_id;
  e.actor_kind := p_actor_kind;
  e.actor_id := p_actor_id;
  e.action := p_action;
  e.result := p_result;
  e.target := p_target;
  e.detail := p_detail;
  e.ip_bucket := p_origin.bucket;
  e.origin_key := p_origin.key;
  e.origin_sealed := p_origin.sealed;
  e.origin_commitment := p_origin.commitment;
  e.about_key := p_about.key;
  e.about_sealed := p_about.sealed;
  e.about_commitment := p_about.commitment;
  e.request_id := p_request_id;
  e.hash := sha256(sha256(convert_to(audit_canonical(e), 'UTF8')) || h.hash);
  insert into audit_events select e.*;
  update audit_chains c set seq = e.seq, hash = e.hash, at = e.occurred_at where c.chain_id = e.chain_id;
  insert into audit_required as r (xact_id, paid) values (pg_current_xact_id(), true)
    on conflict (xact_id) do update set paid = true where not r.paid;
end $$;

drop function audit_append(uuid, uuid, uuid, text, text, text, text, text, jsonb, text, text, text);

-- Appends one entry, in the transaction of the change it describes. Refused: a workspace that was not entered; an account that is none, whose
-- chain would be a workspace's or the installation's; and what audit_drop_month alone says, since verifying believes it of a beginning that is gone.
create function audit_append(
  p_id uuid, p_workspace_id uuid, p_user_id uuid, p_actor_kind text, p_actor_id text, p_action text, p_result text,
  p_target text, p_detail text, p_origin audit_sealed, p_about audit_sealed, p_request_id text
) returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if p_workspace_id is distinct from app_workspace_id() and p_workspace_id is not null and session_user <> current_user then
    raise exception 'an entry for a workspace that was not entered' using errcode = 'insufficient_privilege';
  end if;
  if p_workspace_id is null and (p_user_id = '00000000-0000-0000-0000-000000000000'
    or exists (select from workspaces w where w.id = p_user_id))
  then
    raise exception 'an entry for an account that is none' using errcode = 'insufficient_privilege';
  end if;
  if p_action = 'audit_log.retain' then
    raise exception 'an entry only retention writes' using errcode = 'insufficient_privilege';
  end if;
  perform audit_append_at(p_id, p_workspace_id, p_user_id, p_actor_kind, p_actor_id, p_action, p_result, p_target, p_detail,
    p_origin, p_about, p_request_id, null);
end $$;

-- ── The debt ─────────────────────────────────────────────────────────────────────────────────────────────────────────
-- Appending notes that it paid; so the commit asks one small table and no index of the log.

alter table audit_required add column paid boolean not null default false;

create or replace function require_audit() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into audit_required (xact_id) values (pg_current_xact_id()) on conflict do nothing;
  return null;
end $$;

create or replace function collect_audit() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  v_paid boolean;
begin
  delete from audit_required where xact_id = new.xact_id returning paid into v_paid;
  if not v_paid then
    raise exception 'no audit entry in this transaction: nothing was changed' using errcode = 'check_violation';
  end if;
  return null;
end $$;

-- ── Who sees what ────────────────────────────────────────────────────────────────────────────────────────────────────

alter table audit_events enable row level security;
-- Which roles of a workspace see its members' account entries is lib/audit-log's to say; nobody else's are ever in the set.
create policy wall on audit_events for select
  using (workspace_id = (select app_workspace_id())
    or (workspace_id is null and (user_id = (select app_user_id())
      or user_id in (select m.user_id from memberships m where m.workspace_id = (select app_workspace_id())))));

-- ── What was there before ────────────────────────────────────────────────────────────────────────────────────────────
-- Chained in the order it happened. Addresses and browsers of that time were kept in plain; no release had them, and they are left behind.

select audit_make_partitions(now() - interval '13 months', 17);

do $$
declare b record;
begin
  perform audit_make_partitions(m.month, 1) from (select distinct date_trunc('month', occurred_at) as month from audit_events_before) m;
  for b in select * from audit_events_before order by seq loop
    perform audit_append_at(b.id, b.workspace_id, b.user_id, b.actor_kind, b.actor_id, b.action, b.result, b.target, b.detail::text,
      null, null, b.request_id, b.occurred_at);
  end loop;
end $$;
drop table audit_events_before;

-- ── Leaving, with its entries on the chain ───────────────────────────────────────────────────────────────────────────

alter type leaver add attribute origin audit_sealed, add attribute salt bytea;

-- The suppressions, the subscriptions, the withdrawals (GDPR 7(3)), the messages still queued (docs/rules.md OC12), of people of one
-- workspace. p_asked: an array of n, delivery_id, suppression_id, consent_id, audit_id, ip, user_agent, request_id, and of the origin
-- sealed for the entry origin_key, origin_salt, origin_sealed, origin_commitment, ip_bucket; n comes back with the answer. It starts from
-- the deliveries, so that it works after a contact is erased (OC13); one that is not there is not answered. Whoever asks again writes
-- nothing, not even an entry: the holder of one link could fill a log that nobody may shorten (OC7).
create or replace function unsubscribe(
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
    f.suppression_id, f.consent_id, f.audit_id, f.ip, left(f.user_agent, 512), f.request_id,
    row(f.origin_key, f.origin_sealed, f.origin_commitment, f.ip_bucket)::audit_sealed, f.origin_salt)::leaver)
  into people
  from (
    select a.*, d.campaign_id, d.contact_id, d.email_hash, c.newsletter_id,
      (select p.email from contacts p where p.id = d.contact_id) as email,
      row_number() over (partition by d.email_hash, c.newsletter_id order by a.n) as turn
    from jsonb_to_recordset(p_asked) as a(n integer, delivery_id uuid, suppression_id uuid, consent_id uuid, audit_id uuid, ip text,
      user_agent text, request_id text, origin_key uuid, origin_salt bytea, origin_sealed bytea, origin_commitment bytea, ip_bucket smallint)
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
