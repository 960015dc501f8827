-- The mail accounts a workspace connects.

create table email_accounts (
  workspace_id uuid not null references workspaces on delete cascade,
  id uuid not null,
  kind text not null check (kind in ('smtp')),
  label text not null check (length(label) between 1 and 100),
  from_name text not null check (length(from_name) between 1 and 100),
  from_address text not null check (length(from_address) <= 254),
  host text not null,
  port integer not null check (port between 1 and 65535),
  security text not null check (security in ('tls', 'starttls', 'none')),
  username text not null,
  secret bytea,
  secret_key_id uuid,
  verified_at timestamptz not null,
  connected_by uuid,
  disconnected_at timestamptz,
  created_at timestamptz not null default now(),
  check (disconnected_at is null or secret is null),
  primary key (workspace_id, id)
);
create index email_accounts_workspace on email_accounts (workspace_id, created_at desc);
comment on table email_accounts is 'Where mail leaves. The secret is sealed by the vault and goes when the account is disconnected.';
comment on column email_accounts.connected_by is 'Who typed the password it holds: to be changed at the provider when they leave.';
call wall('email_accounts');
call guard('email_accounts');

create table email_account_health (
  workspace_id uuid not null,
  account_id uuid not null,
  last_sent_at timestamptz,
  last_failed_at timestamptz,
  failure text,
  consecutive_failures integer not null default 0,
  retry_at timestamptz,
  primary key (workspace_id, account_id),
  foreign key (workspace_id, account_id) references email_accounts on delete cascade
);
comment on table email_account_health is 'How the account''s server behaves, written by the worker: apart from email_accounts because it is observed, not decided.';
call wall('email_account_health');
