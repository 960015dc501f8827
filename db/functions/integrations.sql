-- What a key says before any workspace is entered: whose it is, and what it may do. Nothing for one that is revoked or over.
create or replace function api_key_holder(p_public_id text, p_secret_hash bytea)
returns table (workspace_id uuid, key_id uuid, name text, environment text, scopes text[], ip_ranges text[], last_four text,
  created_by uuid, workspace_name text, plan text)
language sql stable security definer set search_path = public, pg_temp as $$
  select k.workspace_id, k.id, k.name, k.environment, k.scopes, k.ip_ranges, k.last_four, k.created_by, w.name, w.plan
  from api_keys k join workspaces w on w.id = k.workspace_id
  where k.public_id = p_public_id and k.secret_hash = p_secret_hash
    and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
$$;

-- Takes up to p_many tokens from a bucket, full at first, into which p_rate come back every p_every milliseconds, at most p_burst. A bucket
-- without a token is not written. p_now: the caller's clock, for tests; the database's otherwise. left_over: after the taking; reset: when the
-- next come back.
create or replace function take_tokens(p_key text, p_burst integer, p_every integer, p_rate integer, p_many integer, p_now bigint default null)
returns table (taken integer, left_over integer, reset bigint)
language plpgsql set search_path = public, pg_temp as $$
declare
  v_now bigint;
  b rate_buckets;
  v_refills bigint;
begin
  select r.* into b from rate_buckets r where r.key = p_key for update;
  v_now := coalesce(p_now, (extract(epoch from clock_timestamp()) * 1000)::bigint);
  if not found then
    taken := least(p_many, p_burst);
    insert into rate_buckets as r (key, tokens, refilled_at) values (p_key, p_burst - taken, v_now) on conflict do nothing;
    if found then
      left_over := p_burst - taken;
      reset := v_now + p_every;
      return next;
      return;
    end if;
    select r.* into b from rate_buckets r where r.key = p_key for update;
  end if;
  v_refills := greatest(0, (v_now - b.refilled_at) / p_every);
  left_over := least(p_burst, b.tokens + v_refills * p_rate);
  reset := b.refilled_at + (v_refills + 1) * p_every;
  taken := greatest(0, least(p_many, left_over));
  if taken > 0 then
    left_over := left_over - taken;
    update rate_buckets r set tokens = left_over, refilled_at = reset - p_every where r.key = p_key;
  end if;
  return next;
end $$;

-- Admits requests of programs: what each key says, as api_key_holder does, and one token for each from the bucket of its workspace. None for a
-- key with ranges of addresses, because their check comes first: tokens is null. -1: there was none. Hashes are in hex. Buckets are taken in the order of their
-- keys, so that no two calls wait for each other in a ring. p_limits: prefix of the bucket's key, burst, every and rate, by plan.
create or replace function admit_programs(p_public_ids text[], p_secret_hashes text[], p_limits jsonb)
returns table (n integer, workspace_id uuid, key_id uuid, name text, environment text, scopes text[], ip_ranges text[], last_four text,
  created_by uuid, workspace_name text, plan text, tokens integer, reset bigint)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
  return query
  with held as materialized (
    select a.n::int, k.workspace_id, k.id, k.name, k.environment, k.scopes, k.ip_ranges, k.last_four, k.created_by, w.name as workspace_name, w.plan
    from unnest(p_public_ids, p_secret_hashes) with ordinality a(public_id, secret_hash, n)
    join api_keys k on k.public_id = a.public_id and k.secret_hash = decode(a.secret_hash, 'hex')
    join workspaces w on w.id = k.workspace_id
    where k.revoked_at is null and (k.expires_at is null or k.expires_at > now())),
  counted as materialized (
    select h.n, h.workspace_id, row_number() over (partition by h.workspace_id order by h.n) as place from held h where h.ip_ranges = '{}'),
  wanted as materialized (
    select h.workspace_id, p_limits -> h.plan as plan_limit, count(*)::int as many from held h where h.ip_ranges = '{}' group by h.workspace_id, h.plan
    order by ((p_limits -> h.plan ->> 'prefix') || h.workspace_id) collate "C"),
  taken as materialized (
    select x.workspace_id, t.* from wanted x cross join lateral take_tokens((x.plan_limit ->> 'prefix') || x.workspace_id,
      (x.plan_limit ->> 'burst')::int, (x.plan_limit ->> 'every')::int, (x.plan_limit ->> 'rate')::int, x.many) t)
  select h.n, h.workspace_id, h.id, h.name, h.environment, h.scopes, h.ip_ranges, h.last_four, h.created_by, h.workspace_name, h.plan,
    case when c.place <= t.taken then (t.left_over + t.taken - c.place)::int when c.place is not null then -1 end, t.reset
  from held h left join counted c on c.n = h.n left join taken t on t.workspace_id = c.workspace_id;
end $$;

-- Whether a program may act now: its key works. Volatile, so that it sees what committed while the caller waited in line.
create or replace function check_key(p_workspace_id uuid, p_key_id uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select from api_keys k where k.workspace_id = p_workspace_id and k.id = p_key_id
    and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()))
  then
    raise exception using errcode = 'MN003', message = 'The API key of this actor was revoked or is over.';
  end if;
end $$;

-- Queues for a key, behind the lines of its workspace and of whoever made it. Its row stays free, because programs may send without a pause.
create or replace function stand_in_line_of_key(p_made_by uuid, p_workspace_id uuid, p_key_id uuid) returns void
language plpgsql set search_path = public, pg_temp as $$
begin
  perform stand_in_line(p_made_by, p_workspace_id, 'nothing');
  perform pg_advisory_xact_lock_shared(hashtextextended('rights of key ' || p_key_id, 0));
end $$;

-- The first statement of a command that a program runs, as hold_right is of a user's.
create or replace function hold_key(p_made_by uuid, p_workspace_id uuid, p_key_id uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform stand_in_line_of_key(p_made_by, p_workspace_id, p_key_id);
  perform check_key(p_workspace_id, p_key_id);
end $$;

-- Whether a key that asked for work still works. Its end waits for the step. It comes before the rows of the work, as each line does.
create or replace function asked_key_works(p_workspace_id uuid, p_key_id uuid) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform stand_in_line_of_key((select k.created_by from api_keys k where k.workspace_id = p_workspace_id and k.id = p_key_id), p_workspace_id, p_key_id);
  return exists (select from api_keys k where k.workspace_id = p_workspace_id and k.id = p_key_id
    and k.revoked_at is null and (k.expires_at is null or k.expires_at > now()));
end $$;

-- Notes a use, at most once a minute and for each new address.
create or replace function note_api_key_use(p_workspace_id uuid, p_key_id uuid, p_ip text) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into api_key_uses as u (workspace_id, key_id, last_used_at, last_ip) values (p_workspace_id, p_key_id, now(), p_ip)
  on conflict (workspace_id, key_id) do update set last_used_at = now(), last_ip = excluded.last_ip
  where u.last_used_at < now() - interval '1 minute' or u.last_ip is distinct from excluded.last_ip
$$;

-- Of each of these users: the working keys of the workspaces they run, and those that nothing uses: for 90 days, or for a week since they
-- were made.
create or replace function api_key_facts(p_users uuid[]) returns table (user_id uuid, keys int, unused int)
language sql stable security definer set search_path = public, pg_temp as $$
  select m.user_id, count(*)::int,
    (count(*) filter (where coalesce(u.last_used_at < now() - interval '90 days', k.created_at < now() - interval '7 days')))::int
  from memberships m
  join api_keys k on k.workspace_id = m.workspace_id and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
  left join api_key_uses u on u.workspace_id = k.workspace_id and u.key_id = k.id
  where m.user_id = any (p_users) and m.role in ('owner', 'admin')
  group by m.user_id
$$;

-- Working keys that a user made, newest first, in every workspace they belong to: a thief of the account may have read them where they are
-- kept. With `p_since` those made since then are revoked first, because the thief may have made them, and are among the result.
create or replace function api_keys_made_by(p_user_id uuid, p_since timestamptz)
returns table (workspace_id uuid, key_id uuid, name text, last_four text, workspace_name text, revoked boolean)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  return query
  with ended as (
    update api_keys k set revoked_at = now() where k.created_by = p_user_id and k.created_at >= p_since
      and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
    returning k.workspace_id, k.id)
  select k.workspace_id, k.id, k.name, k.last_four, w.name, e.id is not null
  from api_keys k join workspaces w on w.id = k.workspace_id left join ended e on e.workspace_id = k.workspace_id and e.id = k.id
  where k.created_by = p_user_id
    and k.revoked_at is null and (k.expires_at is null or k.expires_at > now())
  order by e.id is null, k.created_at desc limit 200;
end $$;

-- Begins a request with an Idempotency-Key. 'new': run it, and end it by its run. 'running': the same one runs now. 'other': the key stood on another
-- request. 'done': its answer. A run whose process said nothing for 30 seconds is dead, and is begun again.
create or replace function begin_idempotent_request(p_workspace_id uuid, p_key_id uuid, p_key text, p_said bytea)
returns table (state text, status smallint, answer text, run uuid, file_said bytea)
language plpgsql security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
  return query insert into idempotent_requests as r (workspace_id, key_id, idempotency_key, said)
    values (p_workspace_id, p_key_id, p_key, p_said)
    on conflict (workspace_id, key_id, idempotency_key) do update
      set said = excluded.said, began_at = now(), alive_at = now(), run = excluded.run, status = null, answer = null, file_said = null
      where r.status is null and r.said = excluded.said and r.alive_at < now() - interval '30 seconds'
        or r.began_at < now() - interval '1 day' and (r.status is not null or r.alive_at < now() - interval '30 seconds')
    returning 'new'::text, null::smallint, null::text, r.run, null::bytea;
  if found then return; end if;
  return query select case when r.said <> p_said then 'other' when r.status is null then 'running' else 'done' end, r.status, r.answer, r.run, r.file_said
    from idempotent_requests r where r.workspace_id = p_workspace_id and r.key_id = p_key_id and r.idempotency_key = p_key;
end $$;

-- Says of runs that they go on.
create or replace function keep_idempotent_requests(p_runs jsonb) returns void language sql security definer set search_path = public, pg_temp as $$
  update idempotent_requests r set alive_at = now()
  from jsonb_to_recordset(p_runs) as given(workspace_id uuid, key_id uuid, key text, run uuid)
  where r.workspace_id = given.workspace_id and r.key_id = given.key_id and r.idempotency_key = given.key and r.run = given.run and r.status is null
$$;

-- Keeps the answer of a run that was done. Without a status nothing was done, so that the same request may come again.
create or replace function end_idempotent_request(p_workspace_id uuid, p_key_id uuid, p_key text, p_run uuid, p_status smallint, p_answer text,
  p_file_said bytea)
returns void language sql security definer set search_path = public, pg_temp as $$
  delete from idempotent_requests r where p_status is null
    and r.workspace_id = p_workspace_id and r.key_id = p_key_id and r.idempotency_key = p_key and r.run = p_run;
  update idempotent_requests r set status = p_status, answer = p_answer, file_said = p_file_said where p_status is not null
    and r.workspace_id = p_workspace_id and r.key_id = p_key_id and r.idempotency_key = p_key and r.run = p_run;
$$;

-- Notes requests of programs, written behind their answers: the log, the hour's counts, and the network.
create or replace function note_api_requests(p_rows jsonb) returns void
language sql security definer set search_path = public, pg_temp as $$
  with given as (
    select r.* from jsonb_to_recordset(p_rows) as r(workspace_id uuid, id uuid, key_id uuid, at timestamptz, method text, endpoint text,
      status smallint, milliseconds int, ip text, network text, user_agent text, request_id text, line boolean)
    join api_keys k on k.workspace_id = r.workspace_id and k.id = r.key_id),
  logged as (
    insert into api_requests (workspace_id, id, key_id, at, method, endpoint, status, milliseconds, ip, user_agent, request_id)
    select workspace_id, id, key_id, at, method, endpoint, status, milliseconds, ip, user_agent, request_id from given where line is not false
    on conflict do nothing),
  counted as (
    insert into api_usage as u (workspace_id, key_id, hour, endpoint, requests, limited, refused, failed)
    select workspace_id, key_id, date_trunc('hour', at, 'UTC'), coalesce(method || ' ' || endpoint, '-'), count(*),
      count(*) filter (where status = 429), count(*) filter (where status between 400 and 499 and status <> 429),
      count(*) filter (where status >= 500)
    from given group by 1, 2, 3, 4 order by 1, 3, 2, 4
    on conflict (workspace_id, hour, key_id, endpoint) do update set requests = u.requests + excluded.requests,
      limited = u.limited + excluded.limited, refused = u.refused + excluded.refused, failed = u.failed + excluded.failed)
  insert into api_key_networks as n (workspace_id, key_id, network, first_ip)
  select distinct on (workspace_id, key_id, network) workspace_id, key_id, network, ip from given where network is not null
  order by workspace_id, key_id, network, at
  on conflict (workspace_id, key_id, network) do update set last_at = now() where n.last_at < now() - interval '1 hour'
$$;

-- Keys whose use may be unusual: from a new network, with the addresses of up to 50 earlier ones, or ten times the usual of the last week
-- in the hour that passed or runs. At most once a day for a key. Nothing before a key is a week old: what is usual is not known.
create or replace function unusual_api_keys() returns table (workspace_id uuid, key_id uuid, network text, first_ip text, earlier_ips text[], requests int, usual int)
language sql stable security definer set search_path = public, pg_temp as $$
  with known as (
    select k.workspace_id, k.id from api_keys k
    where k.revoked_at is null and (k.expires_at is null or k.expires_at > now()) and k.created_at < now() - interval '7 days'
      and (k.alerted_at is null or k.alerted_at < now() - interval '1 day')
      and exists (select from api_key_uses u where u.workspace_id = k.workspace_id and u.key_id = k.id
        and u.last_used_at > now() - interval '2 hours')),
  seen as (
    select n.workspace_id, n.key_id, (array_agg(n.first_ip order by n.last_at desc) filter (where n.first_at < now() - interval '2 hours'))[1:50] as earlier,
      (array_agg(n.network order by n.first_at desc) filter (where n.first_at >= now() - interval '2 hours' and n.told_at is null))[1] as network,
      (array_agg(n.first_ip order by n.first_at desc) filter (where n.first_at >= now() - interval '2 hours' and n.told_at is null))[1] as ip
    from api_key_networks n join known on known.workspace_id = n.workspace_id and known.id = n.key_id
    group by 1, 2),
  hours as (
    select u.workspace_id, u.key_id, u.hour, sum(u.requests)::int as n from api_usage u
    join known on known.workspace_id = u.workspace_id and known.id = u.key_id
    where u.hour >= now() - interval '7 days' group by 1, 2, 3),
  rates as (
    select h.workspace_id, h.key_id, max(h.n) filter (where h.hour > now() - interval '2 hours') as now,
      greatest(1, ceil(sum(h.n) filter (where h.hour <= now() - interval '2 hours') / 166.0))::int as usual,
      count(*) filter (where h.hour <= now() - interval '1 day') as hours
    from hours h group by 1, 2)
  select k.workspace_id, k.id, case when s.earlier is not null then s.network end, s.ip, s.earlier,
    case when r.hours > 0 and r.now >= 600 and r.now >= 10 * r.usual then r.now end, r.usual
  from known k left join seen s on s.workspace_id = k.workspace_id and s.key_id = k.id
  left join rates r on r.workspace_id = k.workspace_id and r.key_id = k.id
  where (s.earlier is not null and s.network is not null) or (r.hours > 0 and r.now >= 600 and r.now >= 10 * r.usual)
  limit 1000
$$;

-- Forgets requests of 30 days ago, counts of a year ago, and networks of 90 days ago.
create or replace function sweep_api_requests() returns void language sql security definer set search_path = public, pg_temp as $$
  delete from api_requests where at < now() - interval '30 days';
  delete from api_usage where hour < now() - interval '1 year';
  delete from api_key_networks where last_at < now() - interval '90 days';
$$;
