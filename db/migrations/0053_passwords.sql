-- Passwords and the security check-up: what a page may know of a password without seeing its hash.

alter table users add column has_password boolean not null generated always as (password_hash is not null) stored;
comment on column users.has_password is 'False for somebody who signs in with a passkey alone, or whose password was taken away after "this was not me".';

alter table users add column password_weak_since timestamptz;
comment on column users.password_weak_since is 'Since when the password is known to be a common or guessable one: seen at sign-in and at a change, because only then its text is known.';

-- Before anybody is signed in no workspace is in sight, but a password to choose must not be built on a workspace's name.
create function workspace_names_of(p_user_id uuid) returns text[]
language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(w.name order by w.id), '{}') from memberships m join workspaces w on w.id = m.workspace_id
  where m.user_id = p_user_id
$$;
