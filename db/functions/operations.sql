-- Keys that rotate. The application asks for a rotation and ends it; from key_rotation_hold on the keeper alone calls.

-- What is left of a rotation: for rewrap the data keys under another ring key, for reseal those older than it.
create or replace function key_rotation_left(p_mode text, p_ring_key_id text, p_started_at timestamptz) returns int
language sql stable security definer set search_path = public, pg_temp as $$
  select count(*)::int from data_keys
  where case p_mode when 'rewrap' then ring_key_id <> p_ring_key_id else purpose = 'fields' and created_at < p_started_at end
$$;

create or replace function key_rotation_begin(p_id uuid, p_mode text, p_ring_key_id text, p_asked_by uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into key_rotations (id, mode, ring_key_id, asked_by, total)
  values (p_id, p_mode, p_ring_key_id, p_asked_by, key_rotation_left(p_mode, p_ring_key_id, now()));
  -- A key may come back: wrapping begins only now.
  insert into ring_keys (id) values (p_ring_key_id) on conflict (id) do update set taken_out_at = null;
end $$;

create or replace function key_rotation_finish(p_id uuid, p_failed int, p_problem text) returns table (mode text, ring_key_id text, total int)
language sql security definer set search_path = public, pg_temp as $$
  update key_rotations set finished_at = coalesce(finished_at, now()), failed = p_failed, problem = p_problem, held_by = null, held_until = null
  where id = p_id returning mode, ring_key_id, total
$$;

-- Refuses while anything is wrapped under it. What is being wrapped at this moment is waited for, and comes too late.
create or replace function ring_key_take_out(p_id text) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform set_config('lock_timeout', '5s', true);
  lock table data_keys in share mode;
  if exists (select from data_keys where ring_key_id = p_id) then return false; end if;
  insert into ring_keys (id, taken_out_at) values (p_id, now())
    on conflict (id) do update set taken_out_at = coalesce(ring_keys.taken_out_at, now());
  return true;
end $$;

-- Numbers, across every workspace's wall.
create or replace function ring_key_counts() returns table (id text, since timestamptz, taken_out_at timestamptz, data_keys int)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.id, r.since, r.taken_out_at, (select count(*) from data_keys d where d.ring_key_id = r.id)::int
  from ring_keys r order by r.since desc, r.id limit 100
$$;

create or replace function key_rotation_latest() returns table (
  id uuid, mode text, ring_key_id text, asked_by uuid, total int, remaining int, failed int, problem text, under_way boolean,
  started_at timestamptz, finished_at timestamptz
) language sql stable security definer set search_path = public, pg_temp as $$
  select k.id, k.mode, k.ring_key_id, k.asked_by, k.total, key_rotation_left(k.mode, k.ring_key_id, k.started_at), k.failed, k.problem,
    coalesce(k.held_until > now(), false), k.started_at, k.finished_at
  from key_rotations k order by k.started_at desc limit 1
$$;

-- One process at a time; whoever holds it says so again and again, and who died holds nothing for long.
create or replace function key_rotation_hold(p_id uuid, p_holder uuid, p_seconds int) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update key_rotations set held_by = p_holder, held_until = now() + make_interval(secs => p_seconds), problem = null
  where id = p_id and finished_at is null and (held_by is null or held_by = p_holder or held_until < now());
  return found;
end $$;

create or replace function key_rotation_stop(p_id uuid, p_holder uuid, p_problem text) returns void
language sql security definer set search_path = public, pg_temp as $$
  update key_rotations set held_by = null, held_until = null, problem = p_problem where id = p_id and held_by = p_holder
$$;

create or replace function data_keys_to_rewrap(p_ring_key_id text, p_after uuid, p_limit int)
returns table (id uuid, workspace_id uuid, purpose text, wrapped bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select id, workspace_id, purpose, wrapped from data_keys where ring_key_id <> p_ring_key_id and id > p_after order by id limit p_limit
$$;

create or replace function data_key_rewrap(p_id uuid, p_was bytea, p_wrapped bytea, p_ring_key_id text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update data_keys set wrapped = p_wrapped, ring_key_id = p_ring_key_id where id = p_id and wrapped = p_was;
  return found;
end $$;

create or replace function data_keys_to_reseal(p_before timestamptz, p_after uuid, p_limit int) returns table (id uuid, workspace_id uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select id, workspace_id from data_keys where purpose = 'fields' and created_at < p_before and id > p_after order by id limit p_limit
$$;

-- From its commit on nothing is sealed under it: whoever is sealing holds the row, and is waited for.
create or replace function data_key_retire(p_id uuid) returns void language sql security definer set search_path = public, pg_temp as $$
  update data_keys set retired_at = coalesce(retired_at, now()) where id = p_id and purpose = 'fields'
$$;

create or replace function data_key_in_use(p_id uuid) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from email_accounts where secret_key_id = p_id)
    or exists (select from sending_domains where private_key_key_id = p_id)
    or exists (select from webhook_secrets where secret_key_id = p_id)
    or exists (select from users where totp_key_id = p_id)
    or exists (select from totp_enrolments where key_id = p_id)
$$;

create or replace function data_key_destroy(p_id uuid) returns boolean language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if data_key_in_use(p_id) then return false; end if;
  delete from data_keys where id = p_id and purpose = 'fields' and retired_at is not null;
  return found;
end $$;

-- Whether an account owns the installation: one of those named or, where nobody is named, the first whose address was verified. A function,
-- because behind the wall of users everybody would be the first.
create or replace function is_installation_owner(p_user_id uuid, p_named text[]) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce((
    select u.id = p_user_id from users u
    where u.email_verified_at is not null and u.disabled_at is null
      and (cardinality(p_named) = 0 or (u.id = p_user_id and u.email = any (p_named)))
    order by u.email_verified_at, u.id limit 1), false)
$$;

-- One account, for the page of the installation's owner, who need not share a workspace with it. Answers whoever entered as that owner.
create or replace function account_for_owner(p_user_id uuid, p_named text[]) returns table (
  id uuid, name text, email text, verified boolean, created_at timestamptz, workspaces text[], sessions int, last_seen_at timestamptz
) language sql stable security definer set search_path = public, pg_temp as $$
  select u.id, u.name, u.email, u.email_verified_at is not null, u.created_at, workspace_names_of(u.id),
    (select count(*)::int from sessions s where s.user_id = u.id and s.revoked_at is null
      and s.last_seen_at > now() - interval '30 days' and s.absolute_expires_at > now()),
    (select max(s.last_seen_at) from sessions s where s.user_id = u.id)
  from users u where u.id = p_user_id and u.disabled_at is null and is_installation_owner(app_user_id(), p_named)
$$;
