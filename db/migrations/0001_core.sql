-- The foundation: users, workspaces and who belongs where, the vault's keys, the audit log and its locks.
-- Ids are UUIDv7 made by the application. Times are timestamptz. State is a time or a checked word. Functions stand in db/functions.

-- ── Users and workspaces ─────────────────────────────────────────────────────────────────────────────────────────────

create table users (
  id uuid primary key,
  email text not null unique check (email = lower(email) and length(email) <= 254),
  name text not null check (length(name) between 1 and 100),
  password_hash text,
  has_password boolean not null generated always as (password_hash is not null) stored,
  password_changed_at timestamptz,
  password_weak_since timestamptz,
  email_verified_at timestamptz,
  totp_secret bytea,
  totp_key_id uuid,
  totp_enabled_at timestamptz,
  totp_disabled_at timestamptz,
  totp_last_step bigint,
  disabled_at timestamptz,
  created_at timestamptz not null default now()
);
-- Who looks after the installation, where nobody is named: the account that verified its address first.
create index users_first_verified on users (email_verified_at, id) where email_verified_at is not null and disabled_at is null;
comment on table users is 'People who sign in. A person may belong to several workspaces.';
comment on column users.has_password is 'False for somebody who signs in with a passkey alone, or whose password was taken away after "this was not me".';
comment on column users.password_weak_since is 'Since when the password is known to be a common or guessable one: seen at sign-in and at a change, because only then its text is known.';
comment on column users.totp_key_id is 'The data key that sealed totp_secret.';
comment on column users.totp_disabled_at is 'Since when their authenticator app is off, where it was on before.';
comment on column users.totp_last_step is 'The newest 30-second step a code was used of, at sign-in, step-up and disabling alike: none is good twice.';
create trigger totp_disabled before update of totp_enabled_at on users for each row
  when ((old.totp_enabled_at is null) <> (new.totp_enabled_at is null)) execute function note_totp_disabled();
call guard('users');

create table workspaces (
  id uuid primary key,
  name text not null check (length(name) between 1 and 100),
  plan text not null default 'starter' check (plan in ('starter', 'professional', 'business')),
  sender_name text check (length(sender_name) between 1 and 100),
  postal_address text check (length(postal_address) between 10 and 500),
  time_zone text not null default 'UTC',
  canadian_consent text not null default 'express' check (canadian_consent in ('express', 'implied')),
  two_factor_required_from timestamptz,
  created_at timestamptz not null default now()
);
comment on table workspaces is 'The wall: every row of the product belongs to one. sender_name and postal_address go into every campaign (CAN-SPAM 7704(a)(5)).';
comment on column workspaces.canadian_consent is 'What people in Canada must have given to be written to: express consent, or also implied consent that has not run out.';
comment on column workspaces.two_factor_required_from is 'From then on nobody enters without two factors; null: it is up to each member. The time between deciding and this is the grace period.';
call guard('workspaces');

create table memberships (
  workspace_id uuid not null references workspaces on delete cascade,
  user_id uuid not null references users on delete cascade,
  role text not null check (role in ('owner', 'admin', 'member', 'viewer')),
  reminded_at timestamptz,
  created_at timestamptz not null default now(),
  primary key (workspace_id, user_id)
);
create index memberships_user on memberships (user_id);
comment on table memberships is 'Who may do what in which workspace. Read on every request: a removed member is out on the next one.';
comment on column memberships.reminded_at is 'When they were last asked by mail to turn on a second factor: once a day is enough.';
call guard('memberships');

alter table workspaces enable row level security;
create policy wall on workspaces
  using (id = (select app_workspace_id())
    or exists (select from memberships m where m.workspace_id = workspaces.id and m.user_id = (select app_user_id())))
  with check (id = (select app_workspace_id()));

alter table memberships enable row level security;
create policy wall on memberships
  using (workspace_id = (select app_workspace_id()) or user_id = (select app_user_id()))
  with check (workspace_id = (select app_workspace_id()));

-- ── The vault ────────────────────────────────────────────────────────────────────────────────────────────────────────

create table data_keys (
  id uuid primary key,
  workspace_id uuid references workspaces on delete cascade,
  purpose text not null check (purpose in ('fields', 'suppression', 'links', 'lookup', 'audit')),
  wrapped bytea not null,
  ring_key_id text not null,
  seals bigint not null default 0,
  created_at timestamptz not null default now(),
  retired_at timestamptz
);
create unique index data_keys_current on data_keys (coalesce(workspace_id, '00000000-0000-0000-0000-000000000000'), purpose)
  where retired_at is null;
create index data_keys_ring_key on data_keys (ring_key_id, id);
comment on table data_keys is 'Keys wrapped by the key ring. Destroying a row is erasure of all it sealed. workspace_id null: the installation''s own.';
create trigger wrapped after insert or update of wrapped, ring_key_id on data_keys for each row execute function data_key_wrapped();

alter table data_keys enable row level security;
create policy wall on data_keys
  using (workspace_id is null or workspace_id = (select app_workspace_id()))
  with check (workspace_id is null or workspace_id = (select app_workspace_id()));

create table ring_keys (
  id text primary key check (id ~ '^[a-z0-9-]{1,32}$'),
  since timestamptz not null default now(),
  taken_out_at timestamptz
);
comment on table ring_keys is 'Every key of the ring that ever wrapped something; never the key itself. What was taken out wraps nothing any more: a process that still knows it is refused.';

create table person_keys (
  id uuid primary key,
  workspace_id uuid references workspaces on delete cascade,
  person_id uuid,
  salt bytea not null check (length(salt) = 32),
  created_at timestamptz not null default now()
);
create index person_keys_person on person_keys (person_id, workspace_id, id desc);
comment on table person_keys is 'Half of the key that seals one person''s data in audit entries; the other half is a data key. Destroying the rows of a person is erasure: the entries stay, and the chain over them. workspace_id null: an account. person_id null: nobody known by name.';

alter table person_keys enable row level security;
create policy wall on person_keys
  using (workspace_id is null or workspace_id = (select app_workspace_id()))
  with check (workspace_id is null or workspace_id = (select app_workspace_id()));

-- ── The rate limits ──────────────────────────────────────────────────────────────────────────────────────────────────

create table attempt_counters (
  key_hash bytea primary key check (length(key_hash) = 32),
  attempts integer not null,
  window_ends_at timestamptz not null,
  blocked_until timestamptz
);
create index attempt_counters_window on attempt_counters (window_ends_at);
comment on table attempt_counters is 'Attempts per account, address or challenge, by keyed hash. In Postgres, so that a limit fails closed with the database.';

-- ── The audit log ────────────────────────────────────────────────────────────────────────────────────────────────────
-- Each workspace, each account and the installation has a chain: an entry's hash covers the entry and the hash before it, so that a change
-- made past every lock shows. Formats and what they can prove: docs/audit-log.md.

create table audit_chains (
  chain_id uuid primary key,
  seq bigint not null default 0,
  hash bytea not null default decode(repeat('00', 32), 'hex') check (length(hash) = 32),
  at timestamptz not null default '-infinity',
  anchor_seq bigint not null default 0,
  anchor_hash bytea not null default decode(repeat('00', 32), 'hex') check (length(anchor_hash) = 32),
  anchor_at timestamptz
) with (fillfactor = 40);
comment on table audit_chains is 'The last entry of each chain, and the anchor: the last of those retention took away. Appending locks the row, so a chain has no gaps and no forks.';

create table audit_events (
  chain_id uuid not null,
  seq bigint not null,
  id uuid not null,
  occurred_at timestamptz not null,
  workspace_id uuid,
  user_id uuid,
  actor_kind text not null check (actor_kind in ('anonymous', 'user', 'member', 'apiKey', 'subscriber', 'provider', 'job')),
  actor_id text,
  action text not null check (action ~ '^[a-z_]+(\.[a-z_]+)+$'),
  result text not null check (result in ('done', 'refused', 'failed')),
  target text,
  detail json not null default '{}',
  ip_bucket smallint,
  origin_key uuid,
  origin_sealed bytea,
  origin_commitment bytea,
  about_key uuid,
  about_sealed bytea,
  about_commitment bytea,
  request_id text not null,
  hash bytea not null check (length(hash) = 32),
  primary key (chain_id, occurred_at, seq)
) partition by range (occurred_at);
create index audit_events_action on audit_events (chain_id, action, occurred_at);
create index audit_events_ip on audit_events (chain_id, ip_bucket, occurred_at) where ip_bucket is not null;
create index audit_events_target on audit_events (chain_id, target, occurred_at) where target is not null;
-- A person's entries within a chain: who belongs to several workspaces has entries in all of them.
create index audit_events_person on audit_events (chain_id, user_id, occurred_at) where user_id is not null;
create index audit_events_request on audit_events (request_id);
create index audit_events_result on audit_events (chain_id, result, occurred_at) where result <> 'done';
comment on table audit_events is 'What was done, refused or failed, by whom. Append-only: audit_append() is the one way in; the way out is a whole month, a year later, by audit_drop_month(). chain_id: the workspace, else the account, else zero. detail is json, whose text is kept byte for byte.';

create trigger audit_events_append_only before update or delete on audit_events for each row execute function refuse_change();
create trigger audit_events_no_truncate before truncate on audit_events for each statement execute function refuse_change();

alter table audit_events enable row level security;
-- Which roles of a workspace see its members' account entries is lib/audit's to say; nobody else's are ever in the set.
create policy wall on audit_events for select
  using (workspace_id = (select app_workspace_id())
    or (workspace_id is null and (user_id = (select app_user_id())
      or user_id in (select m.user_id from memberships m where m.workspace_id = (select app_workspace_id())))));

-- The months lie in a schema where no role of the application may enter: row-level security stands on the whole table only.
create schema audit_months;
revoke all on schema audit_months from public;
select audit_make_partitions(now() - interval '13 months', 17);

create type audit_sealed as (key uuid, sealed bytea, commitment bytea, bucket smallint);
comment on type audit_sealed is 'Personal data of an entry: under which person''s key, sealed, SHA-256 of what is sealed (salt and text), and for an origin the bucket of its address.';

-- A guarded table notes, once per transaction, that an audit entry is owed; a deferred trigger collects the debt at commit. Appending notes
-- that it paid, so the commit asks one small table and no index of the log.
create unlogged table audit_required (
  xact_id xid8 primary key,
  paid boolean not null default false
);
comment on table audit_required is 'Debts of running transactions: a row here without an audit entry of the same transaction stops the commit. Empty between transactions.';
create constraint trigger audit_required_collect after insert on audit_required
  deferrable initially deferred for each row execute function collect_audit();
