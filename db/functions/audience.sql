-- Imports, looked at before a workspace is entered or across all of them.

create or replace function import_by_id(p_workspace_id uuid, p_id uuid) returns table (state text, opening_id uuid, created_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select state, opening_id, created_at from imports where workspace_id = p_workspace_id and id = p_id
$$;

create or replace function drop_idle_import_files() returns integer language sql security definer set search_path = public, pg_temp as $$
  with idle as (
    update imports set state = case when state in ('receiving', 'received') then 'cancelled' else state end
    where moved_at < now() - interval '7 days' and state in ('receiving', 'received', 'failed', 'cancelled')
      and exists (select from import_chunks c where c.workspace_id = imports.workspace_id and c.import_id = imports.id)
    returning workspace_id, id
  ), dropped as (
    delete from import_chunks c using idle where c.workspace_id = idle.workspace_id and c.import_id = idle.id
  )
  select count(*)::int from idle
$$;
comment on function drop_idle_import_files() is 'For the daily job, over all workspaces: it tells nothing but how many files went.';

-- The temporary tables that an import copies its rows into, because COPY does not go through row-level security. The owner of the
-- database makes them: the application may make no temporary tables, and finds these alone.
create or replace function import_tables() returns void language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if to_regclass('pg_temp.import_rows') is null then
    create temp table import_rows (line int, id uuid, email text, email_hash bytea, first_name text, last_name text, country text,
      country_written text, postal_code text, time_zone text, given_on date, evidence jsonb) on commit delete rows;
    create temp table import_refused (line int, reason text, message text, value text) on commit delete rows;
    execute format('grant select, insert, delete on pg_temp.import_rows, pg_temp.import_refused to %I', session_user);
  end if;
  if to_regclass('pg_temp.import_stops') is null then
    create temp table import_stops (line int, id uuid, email text, email_hash bytea, reason text, since date, note text, newsletter text)
      on commit delete rows;
    execute format('grant select, insert, delete on pg_temp.import_stops to %I', session_user);
  end if;
end $$;

-- Counts what an import has just written, before other statements meet it: until then the planner takes the tables for what they were
-- before, and an anti-join or a cascade reads the whole of one table for each row of another.
create or replace function count_audience_anew(p_workspace_id uuid, p_import_id uuid) returns void
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '500ms' as $$
begin
  if exists (
      select from contacts c where c.workspace_id = p_workspace_id and c.import_id = p_import_id offset 1000)
  then
    analyze contacts, subscriptions;
  end if;
exception when lock_not_available then
  null;
end $$;

-- Contacts of the entered workspace whose address or names hold every part, found by trigrams. A part is a pattern of LIKE with at least
-- three letters or digits in a row. An owner's right, because row-level security keeps LIKE out of index conditions; the workspace is the
-- entered one, so that nothing of another one is found. The index holds all workspaces, and stands alone (`offset 0`): without statistics
-- the planner would take a workspace for a handful of rows and read all of it. p_limit: the most that are wanted; null for all.
create or replace function find_contacts(p_one text, p_two text, p_three text, p_four text, p_limit integer) returns setof uuid
language plpgsql stable security definer rows 500 set search_path = public, pg_temp
set plan_cache_mode = force_custom_plan set enable_seqscan = off set enable_indexscan = off set enable_indexonlyscan = off as $$
declare v_workspace_id uuid := app_workspace_id();
begin
  return query select found.id from (
    select c.id, c.workspace_id from contacts c
    where (c.email || ' ' || coalesce(c.first_folded, '') || ' ' || coalesce(c.last_folded, '')) collate "C" like p_one
      and (p_two is null
        or (c.email || ' ' || coalesce(c.first_folded, '') || ' ' || coalesce(c.last_folded, '')) collate "C" like p_two)
      and (p_three is null
        or (c.email || ' ' || coalesce(c.first_folded, '') || ' ' || coalesce(c.last_folded, '')) collate "C" like p_three)
      and (p_four is null
        or (c.email || ' ' || coalesce(c.first_folded, '') || ' ' || coalesce(c.last_folded, '')) collate "C" like p_four)
    offset 0) found
    where found.workspace_id = v_workspace_id limit p_limit;
end $$;

-- Suppressions of the entered workspace whose address holds a part, likewise.
create or replace function find_suppressions(p_part text) returns setof uuid
language plpgsql stable security definer rows 500 set search_path = public, pg_temp
set plan_cache_mode = force_custom_plan set enable_seqscan = off set enable_indexscan = off set enable_indexonlyscan = off as $$
declare v_workspace_id uuid := app_workspace_id();
begin
  return query select found.id from (
    select s.id, s.workspace_id from suppressions s
    where s.email is not null and s.lifted_at is null and s.email collate "C" like p_part
    offset 0) found
    where found.workspace_id = v_workspace_id;
end $$;

-- The rules that would block a domain by those above it: *.example.com and *.com for mail.example.com.
create or replace function rules_above(p_domain text) returns text[] language sql immutable parallel safe
set search_path = public, pg_temp as $$
  select coalesce(array_agg('*.' || array_to_string(labels[n:], '.')), '{}')
  from (select string_to_array(p_domain, '.') as labels) split, generate_series(2, least(array_length(labels, 1), 50)) n
$$;
