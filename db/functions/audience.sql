-- Imports, looked at before a workspace is entered or across all of them.

create or replace function import_by_id(p_workspace_id uuid, p_id uuid) returns table (state text, created_by uuid, created_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select state, created_by, created_at from imports where workspace_id = p_workspace_id and id = p_id
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
