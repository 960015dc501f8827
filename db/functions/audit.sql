-- Around the audit log: checkpoints, verifying, retention, exports. Most of it only the keeper's role calls (privileges.sql).

-- Every chain's head and anchor, at one moment.
create or replace function audit_heads() returns setof audit_chains language sql stable security definer set search_path = public, pg_temp as $$
  select c.* from audit_chains c where c.seq > 0
$$;

-- Takes a checkpoint that is stored: the one that follows the newest, and no other.
create or replace function audit_add_checkpoint(p_body text, p_signature text, p_public_key text, p_store_key text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  b json := p_body::json;
  last audit_checkpoints;
begin
  perform pg_advisory_xact_lock(hashtextextended('audit_checkpoint', 0));
  select * into last from audit_checkpoints order by number desc limit 1;
  if (b ->> 'number')::bigint is distinct from coalesce(last.number, 0) + 1
    or (b ->> 'previous') is distinct from coalesce(encode(sha256(convert_to(last.body, 'UTF8')), 'hex'), repeat('0', 64))
    or (b ->> 'at')::timestamptz <= last.at
  then
    raise exception 'this checkpoint does not follow number %', coalesce(last.number, 0) using errcode = 'check_violation';
  end if;
  insert into audit_checkpoints (number, at, body, signature, public_key, store_key)
  values ((b ->> 'number')::bigint, (b ->> 'at')::timestamptz, p_body, p_signature, p_public_key, p_store_key);
end $$;

-- The next entries of several chains: p_from is an array of chain, at, seq (where the last one stopped) and most.
create or replace function audit_read(p_from jsonb) returns setof audit_events
language sql stable security definer set search_path = public, pg_temp as $$
  select e.* from jsonb_array_elements(p_from) with ordinality as f(value, n)
  cross join lateral (
    select (f.value ->> 'chain')::uuid as chain, (f.value ->> 'at')::timestamptz as at, (f.value ->> 'seq')::bigint as seq
  ) a
  cross join lateral (
    select e.* from audit_events e
    where e.chain_id = a.chain and e.occurred_at >= a.at and (e.occurred_at, e.seq) > (a.at, a.seq)
    order by e.occurred_at, e.seq
    limit (f.value ->> 'most')::integer
  ) e
  order by f.n, e.occurred_at, e.seq
$$;

-- Chains that have entries and no head.
create or replace function audit_headless() returns table (chain_id uuid) language sql stable security definer set search_path = public, pg_temp as $$
  with recursive ids as (
    (select e.chain_id as id from audit_events e order by e.chain_id limit 1)
    union all
    select (select e.chain_id from audit_events e where e.chain_id > ids.id order by e.chain_id limit 1) from ids where ids.id is not null
  )
  select ids.id from ids
  where ids.id is not null and not exists (select from audit_chains c where c.chain_id = ids.id and c.seq > 0)
$$;

-- Whether an entry of this number is anywhere in the chain: a missing one was deleted, or put elsewhere.
create or replace function audit_has_number(p_chain_id uuid, p_seq bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from audit_events where chain_id = p_chain_id and seq = p_seq)
$$;

-- What a workspace's owner sees: its own chain, and those of its members' accounts.
create or replace function audit_chains_of(p_workspace_id uuid) returns table (chain_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select p_workspace_id union select m.user_id from memberships m where m.workspace_id = p_workspace_id
$$;

-- The months there is room for, oldest first; `old`: wholly older than one year.
create or replace function audit_months() returns table (month date, old boolean) language sql stable security definer
set search_path = public, pg_temp set timezone = 'UTC' as $$
  select m.month, m.month + interval '1 month' <= now() - interval '1 year'
  from (
    select to_date(substr(c.relname, 8), 'YYYY_MM') as month from pg_class c
    where c.relnamespace = 'audit_months'::regnamespace and c.relkind = 'r' and c.relname ~ '^events_\d{4}_\d\d$'
  ) m order by m.month
$$;

-- How far each chain goes in a month.
create or replace function audit_month_ends(p_month date) returns table (chain_id uuid, seq bigint) language plpgsql stable security definer
set search_path = public, pg_temp as $$
begin
  return query execute format('select e.chain_id, max(e.seq) from audit_months.%I e group by e.chain_id', 'events_' || to_char(p_month, 'YYYY_MM'));
end $$;

-- Takes a whole month out of the log and answers how many entries that were. The last of each chain stays as its anchor, and an entry says
-- what was taken. Refused: a month that is not wholly older than one year, that no stored checkpoint covers which is a year old itself (so the
-- checkpoints can tell an anchor that was set too early), or that is not the oldest. It waits for nobody long: whoever appends would wait too.
create or replace function audit_drop_month(p_month date, p_request_id text) returns bigint language plpgsql security definer
set search_path = public, pg_temp set timezone = 'UTC' set lock_timeout = '800ms' as $$
declare
  v_from timestamptz := date_trunc('month', p_month::timestamp);
  v_to timestamptz := v_from + interval '1 month';
  v_name text := 'events_' || to_char(v_from, 'YYYY_MM');
  v_checkpoint bigint;
  v_dropped bigint := 0;
  c record;
begin
  if v_to > now() - interval '1 year' then
    raise exception 'the entries of % are not all older than one year', to_char(v_from, 'YYYY-MM') using errcode = 'check_violation';
  end if;
  if to_regclass('audit_months.' || v_name) is null then
    raise exception 'there is no month %', to_char(v_from, 'YYYY-MM') using errcode = 'undefined_table';
  end if;
  if exists (select from audit_months() m where m.month < v_from::date) then
    raise exception 'an older month than % is still there', to_char(v_from, 'YYYY-MM') using errcode = 'check_violation';
  end if;
  -- An entry is written with its time before it is committed: an hour later it was there to be covered.
  select min(k.number) into v_checkpoint from audit_checkpoints k where k.at >= v_to + interval '1 hour' and k.stored_at is not null;
  if not exists (select from audit_checkpoints k where k.number = v_checkpoint and k.at <= now() - interval '364 days') then
    v_checkpoint := null;
  end if;
  if v_checkpoint is null then
    raise exception 'no stored checkpoint of a year ago covers %', to_char(v_from, 'YYYY-MM') using errcode = 'check_violation';
  end if;

  lock table audit_chains in exclusive mode;
  lock table audit_events in access exclusive mode;
  for c in execute format(
    'select distinct on (e.chain_id) e.chain_id, e.workspace_id, e.seq, e.hash, e.occurred_at, count(*) over (partition by e.chain_id) as entries
     from audit_months.%I e order by e.chain_id, e.occurred_at desc, e.seq desc', v_name)
  loop
    v_dropped := v_dropped + c.entries;
    update audit_chains h set anchor_seq = c.seq, anchor_hash = c.hash, anchor_at = c.occurred_at where h.chain_id = c.chain_id;
    perform audit_append_at(new_id(), c.workspace_id,
      case when c.workspace_id is null then nullif(c.chain_id, '00000000-0000-0000-0000-000000000000') end,
      'job', 'audit-log-retain', 'audit_log.retain', 'done', null,
      json_build_object('month', to_char(v_from, 'YYYY-MM'), 'dropped', c.entries, 'anchorSeq', c.seq,
        'anchorHash', encode(c.hash, 'hex'), 'checkpoint', v_checkpoint)::text,
      null, null, p_request_id, null);
  end loop;
  execute format('drop table audit_months.%I', v_name);
  return v_dropped;
end $$;

-- Half-keys of contacts and addresses that no entry uses any more. Answers how many it destroyed. Notes of keys destroyed two years ago go
-- too, because no entry is that old.
create or replace function audit_forget_unused() returns integer language plpgsql security definer set search_path = public, pg_temp as $$
declare v_gone integer;
begin
  delete from forgotten_keys where at < now() - interval '2 years';
  perform set_config('app.forgetting', 'unused', true);
  delete from person_keys k
  where k.workspace_id is not null and k.created_at < now() - interval '1 year'
    and not exists (select from audit_events e where e.origin_key = k.id)
    and not exists (select from audit_events e where e.about_key = k.id);
  get diagnostics v_gone = row_count;
  perform set_config('app.forgetting', '', true);
  return v_gone;
end $$;

-- Those of the given keys whose destruction the log tells, or told before retention took that month; and those that are still there in this
-- transaction's snapshot, because they were destroyed since.
create or replace function audit_forgotten(p_keys uuid[]) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select f.key_id from forgotten_keys f
  where f.key_id = any (p_keys) and (
    exists (
      select from audit_events e
      where e.chain_id = f.chain_id and e.occurred_at = f.at and e.seq = f.seq and e.action = 'audit_log.forget'
        and e.detail::jsonb -> 'keys' ? f.key_id::text)
    or exists (select from audit_chains c where c.chain_id = f.chain_id and c.anchor_seq >= f.seq))
  union
  select k.id from person_keys k where k.id = any (p_keys)
$$;

-- What the sweep has to end, in every workspace: files past their week, and exports nobody works on any more.
create or replace function audit_exports_over(p_limit integer) returns table (workspace_id uuid, export_id uuid, store_key text)
language sql stable security definer set search_path = public, pg_temp as $$
  (select e.workspace_id, e.id, e.store_key from audit_exports e
   where e.ready_at is not null and e.removed_at is null and e.expires_at < now()
   order by e.expires_at limit p_limit)
  union all
  (select e.workspace_id, e.id, null from audit_exports e
   left join audit_export_progress p on p.workspace_id = e.workspace_id and p.export_id = e.id
   where e.ready_at is null and e.failed_at is null and e.cancelled_at is null
     and coalesce(p.moved_at + interval '1 hour', e.asked_at + interval '1 day') < now()
   order by e.asked_at limit p_limit)
$$;

-- Whether a file in the store is one of an export: what is not is left from a run that died.
create or replace function audit_export_files(p_keys text[]) returns setof text
language sql stable security definer set search_path = public, pg_temp as $$
  select e.store_key from audit_exports e
  where (e.workspace_id, e.id) in (
      select split_part(k, '/', 3)::uuid, split_part(split_part(k, '/', 4), '.', 1)::uuid from unnest(p_keys) k
      where k ~ '^audit/exports(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}){2}\.')
    and e.store_key = any (p_keys) and e.removed_at is null
$$;
