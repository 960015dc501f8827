-- Imports: when one last moved, and whose an upload link is.

alter table imports add column moved_at timestamptz not null default now();

create function import_by_id(p_id uuid) returns table (workspace_id uuid, state text, created_by uuid, created_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select workspace_id, state, created_by, created_at from imports where id = p_id
$$;
