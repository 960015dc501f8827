-- The audience: newsletters, the people they go to, why they may, and who left.

create table newsletters (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  name text not null check (length(name) between 1 and 100),
  description text not null default '' check (length(description) <= 500),
  created_at timestamptz not null default now(),
  archived_at timestamptz,
  primary key (workspace_id, id)
);
create index newsletters_workspace on newsletters (workspace_id, created_at desc);
comment on table newsletters is 'What people subscribe to, and leave.';
call wall('newsletters');
call guard('newsletters');

-- ── Imports ──────────────────────────────────────────────────────────────────────────────────────────────────────────

create table imports (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  newsletter_id uuid not null,
  file_name text not null,
  file_bytes bigint not null default 0,
  upload_id uuid,
  received_at timestamptz,
  mapping jsonb,
  dialect jsonb,
  basis text check (basis in ('express', 'implied_purchase', 'implied_inquiry', 'legitimate_interest')),
  attestation text,
  consent_source text,
  attested_by uuid,
  attested_at timestamptz,
  state text not null default 'receiving'
    check (state in ('receiving', 'received', 'queued', 'running', 'finished', 'failed', 'cancelled', 'rolled_back')),
  failure text,
  bytes_read bigint not null default 0,
  lines_read integer not null default 0,
  added integer not null default 0,
  known integer not null default 0,
  suppressed integer not null default 0,
  refused integer not null default 0,
  created_by uuid not null,
  created_at timestamptz not null default now(),
  moved_at timestamptz not null default now(),
  started_at timestamptz,
  finished_at timestamptz,
  primary key (workspace_id, id),
  foreign key (workspace_id, newsletter_id) references newsletters
);
create index imports_workspace on imports (workspace_id, created_at desc);
comment on table imports is 'One uploaded file of contacts, the attestation of where their consent came from, and how far it got: lines_read is where a resume begins.';
comment on column imports.upload_id is 'The upload that is writing chunks now; null before and after.';
call wall('imports');

create table import_chunks (
  workspace_id uuid not null,
  import_id uuid not null,
  position integer not null,
  bytes bytea not null,
  primary key (workspace_id, import_id, position),
  foreign key (workspace_id, import_id) references imports on delete cascade
);
alter table import_chunks alter column bytes set storage external;
comment on table import_chunks is 'The uploaded file, until its import ends: in the database so that any worker can read it and a backup holds it.';
call wall('import_chunks');

create table import_refusals (
  workspace_id uuid not null,
  import_id uuid not null,
  line integer not null,
  reason text not null,
  message text not null,
  value text not null,
  primary key (workspace_id, import_id, line),
  foreign key (workspace_id, import_id) references imports on delete cascade
);
comment on table import_refusals is 'Rows an import did not take, and why, line by line.';
call wall('import_refusals');

-- ── Contacts ─────────────────────────────────────────────────────────────────────────────────────────────────────────

create table contacts (
  workspace_id uuid not null,
  id uuid not null,
  email text not null check (length(email) <= 254),
  email_hash bytea not null,
  first_name text check (length(first_name) <= 200),
  last_name text check (length(last_name) <= 200),
  country text check (country ~ '^[A-Z]{2}$'),
  source text not null check (source in ('import', 'manual', 'form', 'api', 'demo')),
  import_id uuid,
  created_at timestamptz not null default now(),
  primary key (workspace_id, id)
);
create unique index contacts_email on contacts (workspace_id, email);
create index contacts_import on contacts (workspace_id, import_id) where import_id is not null;
comment on table contacts is 'People mail may go to. email_hash is the workspace''s keyed hash of the address: what suppressions are compared by.';
call wall('contacts');
call guard('contacts');

create table subscriptions (
  workspace_id uuid not null,
  newsletter_id uuid not null,
  contact_id uuid not null,
  import_id uuid,
  subscribed_at timestamptz not null default now(),
  confirmed_at timestamptz,
  unsubscribed_at timestamptz,
  primary key (workspace_id, newsletter_id, contact_id),
  foreign key (workspace_id, newsletter_id) references newsletters,
  foreign key (workspace_id, contact_id) references contacts on delete cascade
);
create index subscriptions_contact on subscriptions (workspace_id, contact_id);
create index subscriptions_import on subscriptions (workspace_id, import_id) where import_id is not null;
comment on table subscriptions is 'Who is on which newsletter. Active: confirmed_at set, unsubscribed_at not.';
call wall('subscriptions');
call guard('subscriptions');

create table consents (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  contact_id uuid,
  newsletter_id uuid,
  import_id uuid,
  kind text not null check (kind in ('grant', 'withdrawal')),
  basis text not null check (basis in ('express', 'implied_purchase', 'implied_inquiry', 'legitimate_interest', 'withdrawal')),
  source text not null check (source in ('import', 'manual', 'form', 'api', 'demo', 'one_click', 'unsubscribe_page', 'complaint')),
  wording text not null,
  evidence jsonb not null default '{}',
  actor_kind text not null,
  actor_id text,
  ip text,
  user_agent text,
  occurred_at timestamptz not null default now(),
  expires_at timestamptz,
  check (contact_id is not null or import_id is not null),
  primary key (workspace_id, id)
);
create index consents_contact on consents (workspace_id, contact_id, occurred_at desc);
create index consents_import on consents (workspace_id, import_id) where contact_id is null;
comment on table consents is 'Grants and withdrawals, never edited (GDPR 7(1)). contact_id null: the attestation of an import, holding for every contact it brought.';
create trigger consents_append_only before update on consents for each row execute function refuse_change();
call wall('consents');
call guard('consents');

create table suppressions (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  email_hash bytea not null,
  email text,
  newsletter_id uuid,
  reason text not null check (reason in ('unsubscribed', 'bounced', 'complained', 'manual')),
  source text not null check (source in ('one_click', 'unsubscribe_page', 'smtp_reply', 'manual', 'import', 'demo')),
  campaign_id uuid,
  note text check (length(note) <= 500),
  created_at timestamptz not null default now(),
  lifted_at timestamptz,
  lifted_by uuid,
  lifted_note text,
  primary key (workspace_id, id),
  foreign key (workspace_id, newsletter_id) references newsletters
);
create unique index suppressions_active on suppressions
  (workspace_id, email_hash, coalesce(newsletter_id, '00000000-0000-0000-0000-000000000000')) where lifted_at is null;
create index suppressions_newest on suppressions (workspace_id, id desc) where lifted_at is null;
comment on table suppressions is 'Addresses that get no mail: from one newsletter, or (newsletter_id null) from any. By keyed hash, so that it outlives erasure (GDPR 17(3)).';
call wall('suppressions');
call guard('suppressions');
