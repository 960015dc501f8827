-- Around the audit log: its checkpoints, what verifying found, and exports.

create table audit_checkpoints (
  number bigint primary key check (number >= 1),
  at timestamptz not null,
  body text not null,
  signature text not null,
  public_key text not null,
  store_key text not null unique,
  stored_at timestamptz not null default now()
);
comment on table audit_checkpoints is 'The signed checkpoints of the audit log, as they were written outside the database before the row was. The proof is out there; this is how its absence shows.';
create trigger append_only before update or delete on audit_checkpoints for each row execute function refuse_change();
create trigger no_truncate before truncate on audit_checkpoints for each statement execute function refuse_change();

create table audit_verifications (
  workspace_id uuid not null,
  id uuid not null,
  requested_by uuid not null,
  created_at timestamptz not null default now(),
  moved_at timestamptz not null default now(),
  total bigint not null default 0,
  checked bigint not null default 0,
  finished_at timestamptz,
  result text check (result in ('intact', 'broken', 'failed')),
  report jsonb,
  check ((finished_at is null) = (result is null)),
  primary key (workspace_id, id)
);
create index audit_verifications_workspace on audit_verifications (workspace_id, created_at desc, id desc);
create unique index audit_verifications_running on audit_verifications (workspace_id) where finished_at is null;
comment on table audit_verifications is 'Each time somebody had a workspace''s audit log verified: how far it is, and what was found.';
call wall('audit_verifications');
-- Progress owes no audit entry; the start of a verification and its result do.
create trigger audited after insert or delete or update of result on audit_verifications
  for each statement execute function require_audit();
create trigger no_truncate before truncate on audit_verifications for each statement execute function refuse_change();

create table audit_exports (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
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
  check ((ready_at is null) = (store_key is null) and (failed_at is null) = (failure is null)),
  primary key (workspace_id, id)
);
-- The sweep looks for these in every workspace.
create index audit_exports_kept on audit_exports (expires_at) where ready_at is not null and removed_at is null;
create index audit_exports_open on audit_exports (asked_at) where ready_at is null and failed_at is null and cancelled_at is null;
comment on table audit_exports is 'Signed exports of the audit log. The file is in the export store for seven days, its SHA-256 stays here.';
call guard('audit_exports');
call wall('audit_exports');

create table audit_export_progress (
  workspace_id uuid not null references workspaces on delete cascade,
  export_id uuid not null,
  run_id uuid not null,
  done bigint not null default 0,
  total bigint not null default 0,
  began_at timestamptz not null default now(),
  moved_at timestamptz not null default now(),
  primary key (workspace_id, export_id),
  foreign key (workspace_id, export_id) references audit_exports on delete cascade
);
comment on table audit_export_progress is 'How far an export is, and which run of its job writes it: one whose place was taken stops. Progress owes no audit entry.';
call wall('audit_export_progress');
