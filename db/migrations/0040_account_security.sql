-- Account security: second factors, passkeys, recovery, links that undo, teams.

-- ── What a mailed link is about ──────────────────────────────────────────────────────────────────────────────────────

alter table email_tokens drop constraint email_tokens_purpose_check;
alter table email_tokens add constraint email_tokens_purpose_check check (purpose in (
  'verify_email', 'reset_password', 'confirm_email', 'approve_email', 'cancel_email', 'disown_session', 'cancel_recovery'));
alter table email_tokens add column subject_id uuid;
comment on column email_tokens.subject_id is 'The row the link is about: a session, an address change, a recovery request.';

-- ── The second factor ────────────────────────────────────────────────────────────────────────────────────────────────

alter table users add column totp_key_id uuid;
comment on column users.totp_key_id is 'The data key that sealed totp_secret.';
comment on column users.totp_last_step is 'The newest 30-second step a code was used of, at sign-in, step-up and disabling alike: none is good twice.';

create table totp_enrolments (
  user_id uuid primary key references users on delete cascade,
  session_id uuid not null references sessions on delete cascade,
  secret bytea not null,
  key_id uuid not null,
  expires_at timestamptz not null
);
comment on table totp_enrolments is 'A secret shown to one session and not yet proved by a code. Protects nothing until then.';

create table recovery_codes (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  code_hash bytea not null check (length(code_hash) = 32),
  created_at timestamptz not null default now(),
  used_at timestamptz
);
create unique index recovery_codes_hash on recovery_codes (user_id, code_hash);
comment on table recovery_codes is 'Ten single-use codes per person, as keyed hashes. Used ones stay until the set is made anew, so that the page can say when.';

-- ── Passkeys ─────────────────────────────────────────────────────────────────────────────────────────────────────────

create table passkeys (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  credential_id bytea not null unique check (length(credential_id) between 1 and 1023),
  public_key bytea not null,
  sign_count bigint not null default 0,
  transports text[] not null default '{}',
  aaguid uuid,
  backed_up boolean not null default false,
  name text not null check (length(name) between 1 and 60),
  created_at timestamptz not null default now(),
  last_used_at timestamptz
);
create index passkeys_user on passkeys (user_id, created_at);
comment on table passkeys is 'Public keys of a person''s authenticators (WebAuthn). Signing in with one and its own PIN or fingerprint counts as two factors.';

create table webauthn_challenges (
  id_hash bytea primary key check (length(id_hash) = 32),
  purpose text not null check (purpose in ('register', 'sign_in', 'step_up', 'second_factor')),
  user_id uuid references users on delete cascade,
  challenge bytea not null check (length(challenge) = 32),
  expires_at timestamptz not null,
  used_at timestamptz
);
comment on table webauthn_challenges is 'What an authenticator has to sign: for one purpose, once, within five minutes.';

-- ── Where sessions come from ─────────────────────────────────────────────────────────────────────────────────────────

alter table sessions add column country text check (country ~ '^[A-Z]{2}$');
alter table sessions add column city text check (length(city) <= 100);
comment on column sessions.country is 'Where the address was when the session began, by an offline database. A hint, never a proof.';

alter table login_challenges add column known_device boolean not null default true;
comment on column login_challenges.known_device is 'Whether this browser had signed in to the account before; if not, the person gets a mail.';

-- ── Changing the address ─────────────────────────────────────────────────────────────────────────────────────────────

create table email_changes (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  old_email text not null,
  new_email text not null check (new_email = lower(new_email) and length(new_email) <= 254),
  needs_approval boolean not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  approved_at timestamptz,
  confirmed_at timestamptz,
  completed_at timestamptz,
  cancelled_at timestamptz
);
create index email_changes_user on email_changes (user_id, created_at desc);
comment on table email_changes is 'A new address waits here until its owner confirms it, and without a second factor the old one approves it. The old one may cancel, and take it back for 7 days.';

-- ── Lost everything ──────────────────────────────────────────────────────────────────────────────────────────────────

create table account_recoveries (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  created_at timestamptz not null default now(),
  due_at timestamptz not null,
  shortened_by uuid,
  cancelled_at timestamptz,
  completed_at timestamptz,
  ip text,
  user_agent text
);
create unique index account_recoveries_open on account_recoveries (user_id) where cancelled_at is null and completed_at is null;
comment on table account_recoveries is 'A person without authenticator and codes asked to be let in again: after 72 hours without an objection the second factor is removed.';

create table security_scores (
  user_id uuid not null references users on delete cascade,
  day date not null,
  score smallint not null check (score between 0 and 100),
  primary key (user_id, day)
);
comment on table security_scores is 'The security check-up''s score of a day, for its chart.';

-- ── The team ─────────────────────────────────────────────────────────────────────────────────────────────────────────

alter table workspaces add column two_factor_required_from timestamptz;
comment on column workspaces.two_factor_required_from is 'From then on nobody enters without two factors; null: it is up to each member. The time between deciding and this is the grace period.';

create table invitations (
  id uuid primary key,
  workspace_id uuid not null references workspaces on delete cascade,
  email text not null check (email = lower(email) and length(email) <= 254),
  role text not null check (role in ('admin', 'member', 'viewer')),
  token_hash bytea not null unique check (length(token_hash) = 32),
  invited_by uuid not null,
  created_at timestamptz not null default now(),
  sent_at timestamptz not null default now(),
  expires_at timestamptz not null,
  accepted_at timestamptz,
  cancelled_at timestamptz
);
create unique index invitations_open on invitations (workspace_id, email) where accepted_at is null and cancelled_at is null;
comment on table invitations is 'A place in a workspace, mailed to an address: single use, for 7 days, kept as a hash.';

call guard('passkeys');
call guard('recovery_codes');
call guard('email_changes');
call guard('account_recoveries');
call guard('invitations');
call wall('invitations');

-- Who a link in an invitation speaks to, before anybody is a member: one row by its hash.
create function invitation_by_token(p_token_hash bytea) returns table (
  id uuid, workspace_id uuid, workspace_name text, email text, role text, invited_by_name text, expires_at timestamptz,
  accepted_at timestamptz, cancelled_at timestamptz
) language sql stable security definer set search_path = public, pg_temp as $$
  select i.id, i.workspace_id, w.name, i.email, i.role, u.name, i.expires_at, i.accepted_at, i.cancelled_at
  from invitations i join workspaces w on w.id = i.workspace_id left join users u on u.id = i.invited_by
  where i.token_hash = p_token_hash
$$;

-- One read says who asks, whether their second factor is on and whether their workspace demands one.
drop function session_actor(bytea);
create function session_actor(p_sid_hash bytea) returns table (
  session_id uuid, user_id uuid, user_name text, user_email text, email_verified_at timestamptz, auth_time timestamptz, amr text[],
  created_at timestamptz, last_seen_at timestamptz, two_factor boolean, workspace_id uuid, workspace_name text, plan text, role text,
  two_factor_required_from timestamptz
) language sql stable security definer set search_path = public, pg_temp as $$
  select s.id, u.id, u.name, u.email, u.email_verified_at, s.auth_time, s.amr, s.created_at, s.last_seen_at,
    u.totp_enabled_at is not null, m.workspace_id, w.name, w.plan, m.role, w.two_factor_required_from
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
