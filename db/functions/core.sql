-- The audit log's one way in, and erasure. Formats: docs/audit-log.md.

-- Erasure (GDPR 17): of a contact or an address in the workspace that was entered, or of the account that asks. Answers how many keys it
-- destroyed. The entry that names them is written by the table itself (note_forgotten_keys); p_request_id ties it to its cause.
create or replace function forget_person(p_person_id uuid, p_request_id text default 'erasure') returns integer
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_gone integer;
begin
  perform set_config('app.forgetting', '', true);
  perform set_config('app.request_id', left(p_request_id, 100), true);
  delete from person_keys
  where person_id = p_person_id
    and (workspace_id = app_workspace_id() or (workspace_id is null and p_person_id = app_user_id()));
  get diagnostics v_gone = row_count;
  return v_gone;
end $$;

-- A field as netstring: its length in bytes, its text. No field can pretend to be two.
create or replace function audit_field(p_text text) returns text language sql immutable parallel safe
  return case when p_text is null then '-,' else octet_length(p_text)::text || ':' || p_text || ',' end;

create or replace function audit_canonical(e audit_events) returns text language sql stable parallel safe
  return audit_field('mailneo-audit-1') || audit_field(e.chain_id::text) || audit_field(e.seq::text) || audit_field(e.id::text)
    || audit_field(to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    || audit_field(e.workspace_id::text) || audit_field(e.user_id::text) || audit_field(e.actor_kind) || audit_field(e.actor_id)
    || audit_field(e.action) || audit_field(e.result) || audit_field(e.target) || audit_field(e.detail::text)
    || audit_field(e.ip_bucket::text) || audit_field(e.origin_key::text) || audit_field(encode(e.origin_commitment, 'hex'))
    || audit_field(e.about_key::text) || audit_field(encode(e.about_commitment, 'hex')) || audit_field(e.request_id);

-- The inside of audit_append, with the time as an argument. Not for the application.
create or replace function audit_append_at(
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

-- Appends one entry, in the transaction of the change it describes. Refused: a workspace that was not entered; an account that is none, whose
-- chain would be a workspace's or the installation's; and what audit_drop_month and note_forgotten_keys alone say, since verifying believes it of what is gone.
create or replace function audit_append(
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
  if p_action in ('audit_log.retain', 'audit_log.forget') then
    raise exception 'an entry only the database itself writes' using errcode = 'insufficient_privilege';
  end if;
  perform audit_append_at(p_id, p_workspace_id, p_user_id, p_actor_kind, p_actor_id, p_action, p_result, p_target, p_detail,
    p_origin, p_about, p_request_id, null);
end $$;

-- Counts for many callers at once. The counters are locked in one order first, so that two calls never wait for each other in a ring.
-- p_asked: a row each with n; take (keys in hex), maxes and windows (seconds), as take_attempts has them; count, a key that is counted when
-- nothing was refused, and count_window; read, a key that is only looked at. wait: seconds until the first limit that was passed; attempts:
-- of count; known: of read, before this.
create or replace function count_attempts(p_asked jsonb) returns table (n integer, attempts integer, known integer, wait integer)
language plpgsql set search_path = public, pg_temp set plan_cache_mode = force_generic_plan set enable_seqscan = off as $$
#variable_conflict use_column
declare
  a record;
begin
  perform pg_advisory_xact_lock(l.key) from (
    select distinct hashtextextended(k, 0) as key
    from jsonb_to_recordset(p_asked) as x(take text[], count text) cross join lateral unnest(x.take || x.count) k
    where k is not null order by key offset 0
  ) l;
  for a in
    select x.* from jsonb_to_recordset(p_asked)
      as x(n integer, take text[], maxes integer[], windows integer[], count text, count_window integer, read text) order by x.n
  loop
    n := a.n;
    attempts := null;
    known := null;
    wait := null;
    if a.read is not null then
      select c.attempts into known from attempt_counters c
      where c.key_hash = decode(a.read, 'hex') and c.window_ends_at > now();
    end if;
    if cardinality(a.take) > 0 then
      wait := take_attempts(a.take, a.maxes, a.windows);
    end if;
    if wait is null and a.count is not null then
      insert into attempt_counters as c (key_hash, attempts, window_ends_at)
      values (decode(a.count, 'hex'), 1, now() + make_interval(secs => a.count_window))
      on conflict (key_hash) do update set
        attempts = case when c.window_ends_at <= now() then 1 else least(c.attempts + 1, 1000000) end,
        window_ends_at = case when c.window_ends_at <= now() then excluded.window_ends_at else c.window_ends_at end
      returning c.attempts into attempts;
    end if;
    return next;
  end loop;
end $$;

-- Answers to forms that nobody sends again. The application deletes none by itself.
create or replace function sweep_command_results() returns void language sql security definer set search_path = public, pg_temp as $$
  delete from command_results where created_at < now() - interval '1 day';
  delete from idempotent_requests where began_at < now() - interval '1 day' and (status is not null or alive_at < now() - interval '30 seconds');
$$;

-- Counts one attempt of each limit in order, in one round trip, and stops at the first that is passed: its seconds to wait come back, null for
-- none. Limits are named in the same order everywhere, so that callers never wait for each other in a ring.
create or replace function take_attempts(p_keys text[], p_maxes integer[], p_seconds integer[]) returns integer
language plpgsql set search_path = public, pg_temp as $$
declare
  v_attempts integer;
  v_wait integer;
begin
  for n in 1 .. cardinality(p_keys) loop
    insert into attempt_counters as c (key_hash, attempts, window_ends_at)
    values (decode(p_keys[n], 'hex'), 1, now() + make_interval(secs => p_seconds[n]))
    on conflict (key_hash) do update set
      attempts = case when c.window_ends_at <= now() then 1 else least(c.attempts + 1, 1000000) end,
      window_ends_at = case when c.window_ends_at <= now() then excluded.window_ends_at else c.window_ends_at end
    returning attempts, ceil(extract(epoch from window_ends_at - now()))::int into v_attempts, v_wait;
    if v_attempts > p_maxes[n] then
      return greatest(1, v_wait);
    end if;
  end loop;
  return null;
end $$;
