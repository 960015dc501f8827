-- Accounts: how a user signs in, proves who they are, and gets back in.

-- ── Signing in ───────────────────────────────────────────────────────────────────────────────────────────────────────

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
  user_agent text,
  country text check (country ~ '^[A-Z]{2}$'),
  city text check (length(city) <= 100)
);
create index sessions_user on sessions (user_id, last_seen_at desc) where revoked_at is null;
create index sessions_activity on sessions (user_id, last_seen_at desc);
-- A sign-in is compared with all the person's earlier ones, ended or not.
create index sessions_earlier on sessions (user_id, created_at desc);
comment on table sessions is 'The truth behind the session cookie: revoked here is revoked on the next request. workspace_id is the one chosen in the switcher.';
comment on column sessions.country is 'Where the address was when the session began, by an offline database. A hint, never a proof.';
call wall_account('sessions');

create table login_challenges (
  id_hash bytea primary key check (length(id_hash) = 32),
  user_id uuid not null references users on delete cascade,
  amr text[] not null,
  attempts integer not null default 0,
  ip text,
  user_agent text,
  known_device boolean not null default true,
  expires_at timestamptz not null,
  used_at timestamptz
);
comment on table login_challenges is 'A sign-in that passed its first factor and waits for the second. Opens nothing by itself.';
comment on column login_challenges.known_device is 'Whether this browser had signed in to the account before; if not, the person gets a mail.';

-- A link proves an address for the sign-up it was mailed for. Somebody who signs up with a stranger's address before they do would
-- otherwise own the account the stranger verifies: so each link carries the password of its own sign-up.
create table email_tokens (
  token_hash bytea primary key check (length(token_hash) = 32),
  user_id uuid not null references users on delete cascade,
  purpose text not null check (purpose in (
    'verify_email', 'reset_password', 'confirm_email', 'approve_email', 'cancel_email', 'disown_session', 'cancel_recovery')),
  subject_id uuid,
  email text not null,
  password_hash text,
  expires_at timestamptz not null,
  used_at timestamptz,
  created_at timestamptz not null default now()
);
create index email_tokens_user on email_tokens (user_id, purpose);
comment on table email_tokens is 'Links we mailed to a person, kept as hashes. The newest of a purpose cancels the older.';
comment on column email_tokens.subject_id is 'The row the link is about: a session, an address change, a recovery request.';
comment on column email_tokens.password_hash is 'The password chosen in the sign-up this link was mailed for; becomes the person''s when it is opened first.';

-- ── The second factor ────────────────────────────────────────────────────────────────────────────────────────────────

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
call guard('recovery_codes');
call wall_account('recovery_codes');

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
call guard('passkeys');
call wall_account('passkeys');

create table webauthn_challenges (
  id_hash bytea primary key check (length(id_hash) = 32),
  purpose text not null check (purpose in ('register', 'sign_in', 'step_up', 'second_factor')),
  user_id uuid references users on delete cascade,
  challenge bytea not null check (length(challenge) = 32),
  expires_at timestamptz not null,
  used_at timestamptz
);
comment on table webauthn_challenges is 'What an authenticator has to sign: for one purpose, once, within five minutes.';
comment on column webauthn_challenges.challenge is 'SHA-256 of what has to be signed.';

-- ── Changing the address, losing everything ──────────────────────────────────────────────────────────────────────────

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
-- A sign-up asks whether an account moved away from its address lately and can still be taken back.
create index email_changes_left on email_changes (old_email, completed_at) where cancelled_at is null;
comment on table email_changes is 'A new address waits here until its owner confirms it, and without a second factor the old one approves it. The old one may cancel, and take it back for 7 days.';
call guard('email_changes');
call wall_account('email_changes');

create table account_recoveries (
  id uuid primary key,
  user_id uuid not null references users on delete cascade,
  created_at timestamptz not null default now(),
  due_at timestamptz not null,
  shortened_by uuid,
  reminded_at timestamptz,
  cancelled_at timestamptz,
  completed_at timestamptz,
  ip text,
  user_agent text
);
create unique index account_recoveries_open on account_recoveries (user_id) where cancelled_at is null and completed_at is null;
create index account_recoveries_due on account_recoveries (due_at) where cancelled_at is null and completed_at is null;
comment on table account_recoveries is 'A person without authenticator and codes asked to be let in again: after 72 hours without an objection the second factor is removed.';
comment on column account_recoveries.reminded_at is 'When the person was told that a day is left to object.';
call guard('account_recoveries');
call wall_account('account_recoveries');

create table security_scores (
  user_id uuid not null references users on delete cascade,
  day date not null,
  score smallint not null check (score between 0 and 100),
  primary key (user_id, day)
);
comment on table security_scores is 'The security check-up''s score of a day, for its chart.';
call wall_account('security_scores');
