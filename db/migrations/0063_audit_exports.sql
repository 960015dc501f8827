-- Exports of the audit log: who asked for which, how far it is, and where the file lies until it is removed.

create table audit_exports (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  format text not null check (format in ('csv', 'ndjson')),
  filters jsonb not null check (jsonb_typeof(filters) = 'object'),
  asked_by uuid not null,
  asked_at timestamptz not null default now(),
  store_key text,
  file_name text,
  bytes bigint check (bytes >= 0),
  sha256 bytea check (length(sha256) = 32),
  entries bigint,
  left_out bigint,
  checkpoint integer,
  ready_at timestamptz,
  expires_at timestamptz,
  failed_at timestamptz,
  failure text,
  cancelled_at timestamptz,
  removed_at timestamptz,
  check ((ready_at is null) = (store_key is null) and (failed_at is null) = (failure is null))
);
create index audit_exports_workspace on audit_exports (workspace_id, id desc);
create index audit_exports_kept on audit_exports (expires_at) where ready_at is not null and removed_at is null;
create index audit_exports_open on audit_exports (asked_at) where ready_at is null and failed_at is null and cancelled_at is null;
comment on table audit_exports is 'Signed exports of the audit log. The file is in the export store for seven days, its SHA-256 stays here.';
call guard('audit_exports');
call wall('audit_exports');

create table audit_export_progress (
  export_id uuid primary key references audit_exports on delete cascade,
  workspace_id uuid not null references workspaces on delete cascade,
  run_id uuid not null,
  done bigint not null default 0,
  total bigint not null default 0,
  began_at timestamptz not null default now(),
  moved_at timestamptz not null default now()
);
comment on table audit_export_progress is 'How far an export is, and which run of its job writes it: one whose place was taken stops. Weather, so it owes no audit entry.';
call wall('audit_export_progress');

-- What the sweep has to end, in every workspace: files past their week, and exports nobody works on any more.
create function audit_exports_over(p_limit integer) returns table (workspace_id uuid, export_id uuid, store_key text)
language sql stable security definer set search_path = public, pg_temp as $$
  (select e.workspace_id, e.id, e.store_key from audit_exports e
   where e.ready_at is not null and e.removed_at is null and e.expires_at < now()
   order by e.expires_at limit p_limit)
  union all
  (select e.workspace_id, e.id, null from audit_exports e left join audit_export_progress p on p.export_id = e.id
   where e.ready_at is null and e.failed_at is null and e.cancelled_at is null
     and coalesce(p.moved_at + interval '1 hour', e.asked_at + interval '1 day') < now()
   order by e.asked_at limit p_limit)
$$;

-- Whether a file in the store is one of an export: what is not is left from a run that died.
create function audit_export_files(p_keys text[]) returns setof text
language sql stable security definer set search_path = public, pg_temp as $$
  select e.store_key from audit_exports e
  where e.id in (select split_part(split_part(k, '/', 4), '.', 1)::uuid from unnest(p_keys) k
      where k ~ '^audit/exports/[0-9a-f-]{36}/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.')
    and e.store_key = any (p_keys) and e.removed_at is null
$$;
