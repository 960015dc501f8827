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
    create temp table import_stops (line int, id uuid, email text, email_hash bytea, reason text, since date, note text) on commit delete rows;
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
