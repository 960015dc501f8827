-- Uploaded files do not stay: an import nobody went on with for a week loses its file. What it did stays on record.

create function drop_idle_import_files() returns integer language sql security definer set search_path = public, pg_temp as $$
  with idle as (
    update imports set state = case when state in ('receiving', 'received') then 'cancelled' else state end
    where moved_at < now() - interval '7 days' and state in ('receiving', 'received', 'failed', 'cancelled')
      and exists (select from import_chunks c where c.import_id = imports.id)
    returning id
  ), dropped as (
    delete from import_chunks using idle where import_id = idle.id
  )
  select count(*)::int from idle
$$;
comment on function drop_idle_import_files() is 'For the daily job, over all workspaces: it tells nothing but how many files went.';
