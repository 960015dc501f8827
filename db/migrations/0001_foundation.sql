-- The foundation: people, workspaces, the vault's keys, the audit log and its locks.
-- Ids are UUIDv7 made by the application. Times are timestamptz. State is a time or a checked word.

-- ── Who is asking ────────────────────────────────────────────────────────────────────────────────────────────────────
-- lib/core sets these two for the length of a transaction; row-level security reads them.

create function app_workspace_id() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('app.workspace_id', true), '')::uuid $$;

create function app_user_id() returns uuid language sql stable parallel safe as
$$ select nullif(current_setting('app.user_id', true), '')::uuid $$;

-- ── People ───────────────────────────────────────────────────────────────────────────────────────────────────────────

create table users (
  id uuid primary key,
  email text not null unique check (email = lower(email) and length(email) <= 254),
  name text not null check (length(name) between 1 and 100),
  password_hash text,
  password_changed_at timestamptz,
  email_verified_at timestamptz,
  totp_secret bytea,
  totp_enabled_at timestamptz,
  totp_last_step bigint,
  disabled_at timestamptz,
  created_at timestamptz not null default now()
);
comment on table users is 'People who sign in. A person may belong to several workspaces.';

create table sessions (
  id uuid primary key,
  sid_hash bytea not null unique check (length(sid_hash) = 32),
  user_id uuid not null references users on delete cascade,
  workspace_id uuid,
  amr text[] not null,
  auth_time timestamptz not null default now(),
  created_at timestamptz not null default now(),
  last_seen_at timestamptz not null default now(),
  absolute_expires_at timestamptz not null default now() + interval '90 days',
  revoked_at timestamptz,
  ip text,
  user_agent text
);
create index sessions_user on sessions (user_id, last_seen_at desc) where revoked_at is null;
comment on table sessions is 'The truth behind the session cookie: revoked here is revoked on the next request. workspace_id is the one chosen in the switcher.';

create table login_challenges (
  id_hash bytea primary key check (length(id_hash) = 32),
  user_id uuid not null references users on delete cascade,
  amr text[] not null,
  attempts integer not null default 0,
  ip text,
  user_agent text,
  expires_at timestamptz not null,
  used_at timestamptz
);
comment on table login_challenges is 'A sign-in that passed its first factor and waits for the second. Opens nothing by itself.';

create table email_tokens (
  token_hash bytea primary key check (length(token_hash) = 32),
  user_id uuid not null references users on delete cascade,
  purpose text not null check (purpose in ('verify_email', 'reset_password', 'change_email')),
  email text not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default now()
);
create index email_tokens_user on email_tokens (user_id, purpose);
comment on table email_tokens is 'Links we mailed to a person, kept as hashes. The newest of a purpose cancels the older.';

create table attempt_counters (
  key_hash bytea primary key check (length(key_hash) = 32),
  attempts integer not null,
  window_ends_at timestamptz not null,
  blocked_until timestamptz
);
create index attempt_counters_window on attempt_counters (window_ends_at);
comment on table attempt_counters is 'Attempts per account, address or challenge, by keyed hash. In Postgres, so that a limit fails closed with the database.';

-- ── Workspaces ───────────────────────────────────────────────────────────────────────────────────────────────────────

create table workspaces (
  id uuid primary key,
  name text not null check (length(name) between 1 and 100),
  plan text not null default 'starter' check (plan in ('starter', 'professional', 'business')),
  sender_name text check (length(sender_name) between 1 and 100),
  postal_address text check (length(postal_address) between 10 and 500),
  time_zone text not null default 'UTC',
  created_at timestamptz not null default now()
);
comment on table workspaces is 'The wall: every row of the product belongs to one. sender_name and postal_address go into every campaign (CAN-SPAM 7704(a)(5)).';

create table memberships (
  workspace_id uuid not null references workspaces on delete cascade,
  user_id uuid not null references users on delete cascade,
  role text not null check (role in ('owner', 'admin', 'member', 'viewer')),
  created_at timestamptz not null default now(),
  primary key (workspace_id, user_id)
);
create index memberships_user on memberships (user_id);
comment on table memberships is 'Who may do what in which workspace. Read on every request: a removed member is out on the next one.';

create table data_keys (
  id uuid primary key,
  workspace_id uuid references workspaces on delete cascade,
  purpose text not null check (purpose in ('fields', 'suppression', 'links', 'lookup')),
  wrapped bytea not null,
  ring_key_id text not null,
  seals bigint not null default 0,
  created_at timestamptz not null default now(),
  retired_at timestamptz
);
create unique index data_keys_current on data_keys (coalesce(workspace_id, '00000000-0000-0000-0000-000000000000'), purpose)
  where retired_at is null;
comment on table data_keys is 'Keys wrapped by the key ring. Destroying a row is erasure of all it sealed. workspace_id null: the installation''s own.';

-- ── The audit log ────────────────────────────────────────────────────────────────────────────────────────────────────

create table audit_events (
  id uuid primary key,
  seq bigint generated always as identity unique,
  workspace_id uuid,
  user_id uuid,
  actor_kind text not null check (actor_kind in ('anonymous', 'user', 'member', 'apiKey', 'subscriber', 'provider', 'job')),
  actor_id text,
  action text not null check (action ~ '^[a-z_]+(\.[a-z_]+)+$'),
  result text not null check (result in ('done', 'refused', 'failed')),
  target text,
  detail jsonb not null default '{}',
  ip text,
  user_agent text,
  request_id text not null,
  occurred_at timestamptz not null,
  xact_id xid8 not null,
  prev_hash bytea,
  hash bytea
);
create index audit_events_workspace on audit_events (workspace_id, seq desc);
create index audit_events_user on audit_events (user_id, seq desc) where user_id is not null;
create index audit_events_xact on audit_events (xact_id);
comment on table audit_events is 'What was done, refused or failed, by whom. Append-only: audit_append() is the one way in, nothing is the way out. prev_hash and hash are the chain''s place.';

create function audit_append(
  p_id uuid, p_workspace_id uuid, p_user_id uuid, p_actor_kind text, p_actor_id text, p_action text, p_result text,
  p_target text, p_detail jsonb, p_ip text, p_user_agent text, p_request_id text
) returns void language sql security definer set search_path = public, pg_temp as $$
  insert into audit_events (id, workspace_id, user_id, actor_kind, actor_id, action, result, target, detail, ip, user_agent,
    request_id, occurred_at, xact_id)
  values (p_id, p_workspace_id, p_user_id, p_actor_kind, p_actor_id, p_action, p_result, p_target, p_detail, p_ip,
    left(p_user_agent, 512), p_request_id, clock_timestamp(), pg_current_xact_id())
$$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only: % refused', tg_table_name, tg_op using errcode = 'insufficient_privilege';
end $$;

create trigger audit_events_append_only before update or delete on audit_events for each row execute function refuse_change();
create trigger audit_events_no_truncate before truncate on audit_events for each statement execute function refuse_change();

-- A guarded table notes, once per transaction, that an audit entry is owed; a deferred trigger collects the debt at commit.
create unlogged table audit_required (xact_id xid8 primary key);
comment on table audit_required is 'Debts of running transactions: a row here without an audit entry of the same transaction stops the commit. Empty between transactions.';

create function require_audit() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into audit_required values (pg_current_xact_id()) on conflict do nothing;
  return null;
end $$;

create function collect_audit() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from audit_required where xact_id = new.xact_id;
  if not exists (select from audit_events where xact_id = new.xact_id) then
    raise exception 'no audit entry in this transaction: nothing was changed' using errcode = 'check_violation';
  end if;
  return null;
end $$;

create constraint trigger audit_required_collect after insert on audit_required
  deferrable initially deferred for each row execute function collect_audit();

create procedure guard(target regclass) language plpgsql as $$
begin
  execute format('create trigger audited after insert or update or delete on %s for each statement execute function require_audit()', target);
  execute format('create trigger no_truncate before truncate on %s for each statement execute function refuse_change()', target);
end $$;

-- One wall, written once: rows of another workspace do not exist.
create procedure wall(target regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('create policy wall on %s using (workspace_id = (select app_workspace_id())) with check (workspace_id = (select app_workspace_id()))', target);
end $$;

call guard('users');
call guard('workspaces');
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

alter table data_keys enable row level security;
create policy wall on data_keys
  using (workspace_id is null or workspace_id = (select app_workspace_id()))
  with check (workspace_id is null or workspace_id = (select app_workspace_id()));

alter table audit_events enable row level security;
create policy wall on audit_events for select
  using (workspace_id = (select app_workspace_id()) or (workspace_id is null and user_id = (select app_user_id())));

-- Who a session cookie speaks for, in one primary-key read: null when revoked, idle for 30 days, or past 90 days.
-- Before a workspace is chosen (or once membership ended) the oldest membership stands in.
create function session_actor(p_sid_hash bytea) returns table (
  session_id uuid, user_id uuid, user_name text, user_email text, email_verified_at timestamptz, auth_time timestamptz, amr text[],
  created_at timestamptz, last_seen_at timestamptz, workspace_id uuid, workspace_name text, plan text, role text
) language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, u.id, u.name, u.email, u.email_verified_at, s.auth_time, s.amr, s.created_at, s.last_seen_at,
    m.workspace_id, w.name, w.plan, m.role
  from sessions s
  join users u on u.id = s.user_id and u.disabled_at is null
  left join lateral (
    select m.workspace_id, m.role from memberships m where m.user_id = u.id
    order by (m.workspace_id is not distinct from s.workspace_id) desc, m.created_at, m.workspace_id limit 1
  ) m on true
  left join workspaces w on w.id = m.workspace_id
  where s.sid_hash = p_sid_hash and s.revoked_at is null
    and s.last_seen_at > now() - interval '30 days' and s.absolute_expires_at > now()
$$;
